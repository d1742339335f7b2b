import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { buildPage } from './build-page.ts'

// Stands for Astro: says how often it was asked, and fails when a source asks for it.
const BUILDER = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
if (readFileSync('page.astro', 'utf8') === 'broken') { console.error('page.astro: is broken'); process.exit(1) }
appendFileSync('../../builds', 'built\\n')
writeFileSync(process.env.TECHDECK_WEB_OUT + '/index.html', readFileSync('page.astro'))
`
let root: string
let web: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'techdeck-build-'))
  web = join(root, 'apps', 'web')
  await mkdir(join(web, 'node_modules', 'astro', 'bin'), { recursive: true })
  await mkdir(join(root, 'packages', 'contracts'), { recursive: true })
  await writeFile(join(web, 'node_modules', 'astro', 'bin', 'astro.mjs'), BUILDER)
  await writeFile(join(web, 'page.astro'), 'one')
})
afterAll(() => rm(root, { recursive: true }))

const builds = async () => (await readFile(join(root, 'builds'), 'utf8')).split('\n').length - 1
const page = () => readFile(join(web, 'dist', 'index.html'), 'utf8')

describe('building the page', () => {
  it('is done once for the same sources, however many ask', async () => {
    const said: string[] = []
    const say = (line: string) => said.push(line)
    const folders = await Promise.all([buildPage({ root, say }), buildPage({ root, say })])
    expect([...folders, await buildPage({ root, say })]).toEqual(Array(3).fill(join(web, 'dist')))
    expect([await builds(), await page(), said]).toEqual([1, 'one', ['building the web page']])
  })

  it('is done again when a source of it or of what it is made of changes, and not for a test', async () => {
    await writeFile(join(web, 'page.test.ts'), '')
    await buildPage({ root })
    expect(await builds()).toBe(1)
    await writeFile(join(root, 'packages', 'contracts', 'index.ts'), 'export {}')
    await buildPage({ root })
    await writeFile(join(web, 'page.astro'), 'two')
    await buildPage({ root })
    expect([await builds(), await page()]).toEqual([3, 'two'])
  })

  it('leaves the last page in place when it fails, and says why', async () => {
    await writeFile(join(web, 'page.astro'), 'broken')
    await expect(buildPage({ root })).rejects.toThrow('page.astro: is broken')
    expect(await page()).toBe('two')
  })

  it('is nothing where there is no page', async () => {
    expect(await buildPage({ root: join(root, 'elsewhere') })).toBeNull()
  })
})

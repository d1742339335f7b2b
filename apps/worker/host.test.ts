import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { STAGES } from '@techdeck/contracts'

/** Prints the modules of this repository that some modules load, in a process of its own. */
const LIST_LOADED = `
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
  for (const each of process.argv.slice(1)) await import(each)
  console.log(JSON.stringify(loaded.filter((url) => !url.includes('node_modules'))))
  process.exit(0)`

async function loadedBy(...modules: string[]): Promise<string[]> {
  const args = ['--input-type=module', '-e', LIST_LOADED, ...modules]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 })
  return JSON.parse(stdout) as string[]
}

const sourceOf = (path: string): string => new URL(path, import.meta.url).href
/** All contracts at once, with the schemas of every route. */
const ALL_CONTRACTS = sourceOf('../../packages/contracts/index.ts')

describe('the host of a worker', () => {
  it('starts without what works on content, which its threads load', async () => {
    const host = sourceOf('host.ts')
    const loaded = await loadedBy(host)
    expect(loaded).toContain(host)
    expect(loaded.filter((url) => /packages\/formats\/|packages\/stages\/[a-z]+\/index\.ts/.test(url))).toEqual([])
    expect(loaded.filter((url) => /packages\/analysis\/index\.ts/.test(url))).toEqual([])
  })
})

it('builds no schemas of routes, neither in the host nor in threads: each would pay for them with its memory', async () => {
  const compute = ['pipeline/compute', 'pipeline/run-inspect', 'artifacts/index']
  const stages = STAGES.map((stage) => `stages/${stage}/index`)
  const worked = [...compute, ...stages].map((path) => sourceOf(`../../packages/${path}.ts`))
  const loaded = await loadedBy(
    sourceOf('host.ts'),
    sourceOf('env.ts'),
    sourceOf('../../packages/store/index.ts'),
    ...worked,
  )
  expect(loaded).toEqual(expect.arrayContaining(worked))
  expect(loaded).not.toContain(ALL_CONTRACTS)
  expect(readFileSync(new URL('thread.ts', import.meta.url), 'utf8')).not.toContain("from '@techdeck/contracts'\n")
})

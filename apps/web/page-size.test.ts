import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it, jest } from '@jest/globals'
import { buildPage } from '@techdeck/devstack'

// A page that was built for other tests is not built again.
jest.setTimeout(300_000)

const MOST_BYTES = 150_000

interface Chunk {
  bytes: number
  /** What comes with it at once. */
  imports: string[]
  /** What may come later: a page, or a view of it. */
  lazy: string[]
}
const chunks = new Map<string, Chunk>()
let entry: string

beforeAll(async () => {
  const folder = join((await buildPage({ root: resolve(import.meta.dirname, '../..') })) ?? '', '_astro')
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.js'))) {
    const code = await readFile(join(folder, file), 'utf8')
    const named = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, name]) => name)
    chunks.set(file, {
      bytes: gzipSync(code).length,
      imports: named(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g),
      lazy: named(/import\(["'`]\.\/([^"'`]+\.js)["'`]\)/g),
    })
    if (file.startsWith('index.')) entry = file
  }
})

function withImports(file: string, loaded: ReadonlySet<string>): Set<string> {
  const all = new Set(loaded)
  const add = (name: string) => {
    if (all.has(name)) return
    all.add(name)
    chunks.get(name)!.imports.forEach(add)
  }
  add(file)
  return all
}

/** Every way to a page and its views, with the bytes that were loaded until there. */
function ways(file = entry, before: ReadonlySet<string> = new Set()): [way: string, bytes: number][] {
  const loaded = withImports(file, before)
  const bytes = [...loaded].reduce((sum, name) => sum + chunks.get(name)!.bytes, 0)
  const further = new Set([...loaded].filter((name) => !before.has(name)).flatMap((name) => chunks.get(name)!.lazy))
  const own = file.split('.')[0]
  return [[own, bytes], ...[...further].filter((name) => !loaded.has(name)).flatMap((name) => ways(name, loaded))]
}

describe('the page', () => {
  it('loads at most 150 kB of compressed JavaScript for what anybody opens first', () => {
    const all = ways()
    expect(all.length).toBeGreaterThan(25)
    expect(all.filter(([, bytes]) => bytes > MOST_BYTES)).toEqual([])
  })

  it('loads nothing of zod', async () => {
    const folder = resolve(import.meta.dirname, 'dist/_astro')
    const texts = await Promise.all([...chunks.keys()].map((file) => readFile(join(folder, file), 'utf8')))
    expect(texts.filter((text) => text.includes('ZodObject'))).toEqual([])
  })
})

import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { collect, collectBytes } from '@techdeck/core'
import type { DataKey } from '@techdeck/crypto'
import { sealedStoreConformance } from '../conformance.ts'
import { createFolderStore } from './folder-store.ts'

const newFolder = () => mkdtemp(join(tmpdir(), 'artifacts-'))

sealedStoreConformance('folder', async () => {
  const root = await newFolder()
  return {
    store: createFolderStore(root),
    readRaw: (key) => readFile(join(root, `${key}.sealed`)),
    writeRaw: (key, bytes) => writeFile(join(root, `${key}.sealed`), bytes),
    dispose: () => rm(root, { recursive: true }),
  }
})

const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

async function* aborted() {
  yield Buffer.alloc(1_000_000)
  throw new DOMException('stopped', 'AbortError')
}

describe('a folder store', () => {
  const DATA_KEY: DataKey = { id: 'key-1', datasetId: 'dataset-1', key: Buffer.alloc(32, 7) }
  const CANARY = 'canary-5f1c'
  let root: string
  beforeEach(async () => {
    root = await newFolder()
  })
  afterEach(() => rm(root, { recursive: true }))

  it('never has plain text on the disk, neither while it writes nor after', async () => {
    const store = createFolderStore(root)
    let seen = 0
    const grep = async () => {
      for (const file of await filesBelow(root)) {
        seen++
        expect((await readFile(file)).includes(CANARY)).toBe(false)
      }
    }
    async function* chunks() {
      for (let index = 0; index < 20; index++) {
        yield Buffer.from(CANARY.repeat(5000))
        await grep()
      }
    }
    await store.write('a/0.t1', DATA_KEY, chunks())
    await grep()
    expect(seen).toBeGreaterThan(10)
  })

  it('makes files and folders for their owner alone', async () => {
    const store = createFolderStore(join(root, 'new'))
    await store.write('a/b/0.t1', DATA_KEY, [Buffer.from(CANARY)])
    const mode = async (path: string) => (await stat(join(root, 'new', path))).mode & 0o777
    expect(await mode('a/b/0.t1.sealed')).toBe(0o600)
    expect([await mode(''), await mode('a'), await mode('a/b'), await mode('~temporary')]).toEqual(Array(4).fill(0o700))
  })

  it('leaves no temporary file, whether writing ends well or not', async () => {
    const store = createFolderStore(root)
    await store.write('a/0.t1', DATA_KEY, [Buffer.alloc(1_000_000)])
    await expect(store.write('a/1.t1', DATA_KEY, aborted())).rejects.toMatchObject({ name: 'AbortError' })
    expect(await filesBelow(root)).toEqual([join(root, 'a', '0.t1.sealed')])
  })

  it('sweeps old temporary files of writers that died, and none that are being written', async () => {
    const store = createFolderStore(root)
    expect(await store.sweepTemporary(0)).toBe(0)
    await store.write('a/0.t1', DATA_KEY, [Buffer.alloc(10)])
    await writeFile(join(root, '~temporary', 'old'), 'sealed')
    await writeFile(join(root, '~temporary', 'young'), 'sealed')
    await utimes(join(root, '~temporary', 'old'), new Date(0), new Date(0))
    expect(await store.sweepTemporary(60_000)).toBe(1)
    expect(await readdir(join(root, '~temporary'))).toEqual(['young'])
    expect(await collect(store.list(''))).toHaveLength(1)
  })

  it('lets those who have an artifact open go on reading when it is replaced or removed', async () => {
    const store = createFolderStore(root)
    await store.write('a/0.t1', DATA_KEY, [Buffer.alloc(500_000, 1)])
    const reader = await store.open('a/0.t1', DATA_KEY)
    await store.write('a/0.t1', DATA_KEY, [Buffer.alloc(500_000, 2)])
    await store.remove('a/0.t1')
    expect((await collectBytes(reader.read())).equals(Buffer.alloc(500_000, 1))).toBe(true)
    await reader.close()
    expect(await readdir(root)).toEqual(['~temporary'])
  })
})

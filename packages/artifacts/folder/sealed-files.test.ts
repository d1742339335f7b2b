import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { collect, collectBytes } from '@techdeck/core'
import { createFolderStore } from './folder-store.ts'
import { createSealedFiles } from './sealed-files.ts'

describe('sealed files', () => {
  const DATA_KEY = { id: 'key-1', datasetId: 'dataset-1', key: Buffer.alloc(32, 7) }
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sealed-files-'))
  })
  afterEach(() => rm(root, { recursive: true }))

  it('go to another place without a key, and open there', async () => {
    const [from, to] = [join(root, 'from'), join(root, 'to')]
    await createFolderStore(from).write('d/e/0.t', DATA_KEY, [Buffer.alloc(3_000_000, 'x')])
    const files = createSealedFiles(from)
    const [{ key, sizeBytes }] = await collect(files.list())
    expect([key, sizeBytes > 3_000_000]).toEqual(['d/e/0.t', true])
    async function* copied() {
      for await (const piece of files.read(key)) yield Buffer.from(piece)
    }
    await createSealedFiles(to).write(key, copied())
    const reader = await createFolderStore(to).open(key, DATA_KEY)
    expect((await collectBytes(reader.read())).equals(Buffer.alloc(3_000_000, 'x'))).toBe(true)
    await reader.close()
    await expect(collectBytes(files.read('d/e/1.t'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are those of a folder: a bucket is for its own service to keep', () => {
    expect(() => createSealedFiles('s3://bucket/path')).toThrow('backed up by its own service')
  })
})

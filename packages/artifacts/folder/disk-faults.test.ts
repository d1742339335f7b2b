import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { collect, collectBytes } from '@techdeck/core'
import type { DataKey } from '@techdeck/crypto'

// A disk that fails as it is told, below the real file system.

const real = await import('node:fs/promises')
let fault: (file: FileHandle) => void = () => {}
jest.unstable_mockModule('node:fs/promises', () => ({
  ...real,
  open: async (...args: Parameters<typeof real.open>) => {
    const file = await real.open(...args)
    fault(file)
    return file
  },
}))
const { createFolderStore } = await import('./folder-store.ts')

const DATA_KEY: DataKey = { id: 'key-1', datasetId: 'dataset-1', key: Buffer.alloc(32, 7) }
const half = (length: number) => Math.ceil(length / 2)
const failing = (code: string) => async () => {
  throw Object.assign(new Error(`${code}: the disk says no`), { code })
}

describe('a folder store on a failing disk', () => {
  let root: string
  beforeEach(async () => {
    root = await real.mkdtemp(join(tmpdir(), 'artifacts-'))
  })
  afterEach(async () => {
    fault = () => {}
    await real.rm(root, { recursive: true })
  })

  it.each(['ENOSPC', 'EDQUOT', 'EIO'])(
    'says on %s that the resource is not there, and leaves nothing',
    async (code) => {
      const store = createFolderStore(root)
      let writes = 0
      fault = (file) => {
        const writev = file.writev.bind(file)
        Object.assign(file, {
          writev: async (pieces: Uint8Array[]) => (++writes === 3 ? failing(code)() : writev(pieces)),
        })
      }
      let ended = false
      async function* upload() {
        try {
          for (;;) yield Buffer.alloc(100_000)
        } finally {
          ended = true
        }
      }
      await expect(store.write('a/0.t1', DATA_KEY, upload())).rejects.toMatchObject({
        code: 'RESOURCE_UNAVAILABLE',
        retryable: true,
        details: { key: 'a/0.t1', code },
      })
      expect(ended).toBe(true)
      expect(await real.readdir(join(root, '~temporary'))).toEqual([])
      expect(await collect(store.list(''))).toEqual([])
    },
  )

  it('does not count as written what did not reach the disk', async () => {
    const store = createFolderStore(root)
    fault = (file) => {
      file.sync = failing('EIO')
    }
    await expect(store.write('a/0.t1', DATA_KEY, [Buffer.alloc(10)])).rejects.toMatchObject({
      code: 'RESOURCE_UNAVAILABLE',
    })
    expect(await real.readdir(root)).toEqual(['~temporary'])
  })

  it('writes on where the disk took a part only, and reads on where it gave a part', async () => {
    const store = createFolderStore(root)
    const content = Buffer.from(Uint8Array.from({ length: 700_000 }, (_, index) => (index * 7 + (index >> 9)) & 0xff))
    fault = (file) => {
      const read = file.read.bind(file)
      Object.assign(file, {
        writev: ([piece]: Uint8Array[]) => file.write(piece.subarray(0, half(piece.length))),
        read: (buffer: Buffer, offset: number, length: number, position: number) =>
          read({ buffer, offset, length: half(length), position }),
      })
    }
    await store.write('a/0.t1', DATA_KEY, [content])
    const reader = await store.open('a/0.t1', DATA_KEY)
    expect((await collectBytes(reader.read())).equals(content)).toBe(true)
    await reader.close()
  })

  it('tells a broken disk from a broken artifact', async () => {
    const store = createFolderStore(root)
    await store.write('a/0.t1', DATA_KEY, [Buffer.alloc(10)])
    fault = (file) => {
      file.read = failing('EIO')
    }
    await expect(store.open('a/0.t1', DATA_KEY)).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
  })

  it('says that the folder cannot be one', async () => {
    await real.writeFile(join(root, 'file'), '')
    const store = createFolderStore(join(root, 'file'))
    const unavailable = { code: 'RESOURCE_UNAVAILABLE' }
    await expect(store.write('a/0.t1', DATA_KEY, [Buffer.alloc(1)])).rejects.toMatchObject(unavailable)
    await expect(collect(store.list(''))).rejects.toMatchObject(unavailable)
    await expect(store.remove('a/0.t1')).rejects.toMatchObject(unavailable)
  })
})

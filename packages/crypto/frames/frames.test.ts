import { webcrypto } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { collectBytes } from '@techdeck/core'
import { openSealed, sealStream } from '../index.ts'
import { nonceOf, ROLE } from './keys.ts'
import { CONTEXT, DATA_KEY, FRAME, HEADER, openAll, plainOf, readerOf, seal, STRIDE } from './testing.ts'

describe('sealed streams', () => {
  it.each([0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 7])('open again with %i bytes', async (length) => {
    const sealed = await seal(plainOf(length))
    expect(sealed.length).toBe(HEADER + length + 16 * Math.max(1, Math.ceil(length / FRAME)))
    expect((await openSealed(readerOf(sealed), DATA_KEY, CONTEXT)).size).toBe(length)
    expect(await openAll(sealed)).toMatchObject({ released: plainOf(length), error: null })
  })

  it.each([1, 100, FRAME - 1, FRAME, FRAME + 1, 5000])(
    'open alike when they came in chunks of %i bytes',
    async (step) => {
      const plain = plainOf(5 * FRAME)
      function* chunks() {
        const reused = Buffer.alloc(step)
        for (let at = 0; at < plain.length; at += step) yield reused.subarray(0, plain.copy(reused, 0, at, at + step))
      }
      const sealed = await collectBytes(sealStream(DATA_KEY, CONTEXT, chunks(), { frameSize: FRAME }))
      expect((await openAll(sealed)).released).toEqual(plain)
    },
  )

  it('give any range, and read only the frames that hold it', async () => {
    const plain = plainOf(10 * FRAME + 5)
    const sealed = await seal(plain)
    const read: [number, number][] = []
    const source = {
      size: sealed.length,
      read: async (offset: number, length: number) => {
        read.push([offset, length])
        return sealed.subarray(offset, offset + length)
      },
    }
    const content = await openSealed(source, DATA_KEY, CONTEXT)
    for (const [start, end] of [
      [0, 1],
      [FRAME - 1, FRAME + 1],
      [3 * FRAME, 4 * FRAME],
      [2 * FRAME + 3, 9 * FRAME],
      [10 * FRAME, 10 * FRAME + 5],
      [5, 5],
      [9, 3],
      [10 * FRAME + 4, 1e9],
      [1e9, 2e9],
    ] as const) {
      expect(await collectBytes(content.read(start, end))).toEqual(plain.subarray(start, Math.max(start, end)))
    }
    await expect(collectBytes(content.read(-1))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    await expect(collectBytes(content.read(0, Number.NaN))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(read).toEqual([[0, sealed.length]])
  })

  it('of many megabytes are read in pieces, and only where asked', async () => {
    const plain = plainOf(3 * 1024 * 1024)
    const sealed = await collectBytes(sealStream(DATA_KEY, CONTEXT, [plain]))
    let fetched = 0
    const source = {
      size: sealed.length,
      read: async (offset: number, length: number) => {
        fetched += length
        return sealed.subarray(offset, offset + length)
      },
    }
    const content = await openSealed(source, DATA_KEY, CONTEXT)
    const opened = fetched
    expect(opened).toBeLessThan(70_000)
    expect(await collectBytes(content.read(1_000_000, 1_000_010))).toEqual(plain.subarray(1_000_000, 1_000_010))
    expect(fetched - opened).toBe(64 * 1024 + 16)
    expect((await collectBytes(content.read())).equals(plain)).toBe(true)
  })

  it('let a reader stop early though the next fetch fails', async () => {
    const sealed = await collectBytes(sealStream(DATA_KEY, CONTEXT, [plainOf(1024 * 1024)]))
    let broken = false
    const source = {
      size: sealed.length,
      read: async (offset: number, length: number) => {
        if (broken) throw new Error('the disk is gone')
        broken = offset > 0 && length > 100_000
        return sealed.subarray(offset, offset + length)
      },
    }
    const content = await openSealed(source, DATA_KEY, CONTEXT)
    for await (const plain of content.read()) {
      expect(plain.length).toBe(64 * 1024)
      break
    }
    await expect(collectBytes(content.read())).rejects.toThrow('the disk is gone')
  })

  it('are not changed by a reader who writes into what it was given', async () => {
    const content = await openSealed(readerOf(await seal(plainOf(10))), DATA_KEY, CONTEXT)
    for await (const plain of content.read()) plain.fill(0)
    expect(await collectBytes(content.read())).toEqual(plainOf(10))
  })

  it('share no salt and no cipher text when the same content is sealed twice', async () => {
    const [one, two] = await Promise.all([seal(plainOf(100)), seal(plainOf(100))])
    expect(one.subarray(22, 54)).not.toEqual(two.subarray(22, 54))
    expect(one.subarray(HEADER)).not.toEqual(two.subarray(HEADER))
  })

  it('never use a nonce twice', () => {
    const prefix = Buffer.alloc(7, 1)
    const counters = [...Array(20_000).keys(), 2 ** 31, 2 ** 32 - 1]
    const nonces = counters.flatMap((counter) =>
      Object.values(ROLE).map((role) => nonceOf(prefix, counter, role).toString('hex')),
    )
    expect(new Set(nonces).size).toBe(3 * counters.length)
  })

  it('pass on an error of their source', async () => {
    await expect(collectBytes(sealStream(DATA_KEY, CONTEXT, brokenUpload()))).rejects.toThrow('the upload broke')
  })

  it('refuse keys and frame sizes that the format cannot hold', async () => {
    const invalid = { code: 'VALIDATION_ERROR' }
    await expect(sealWith({ ...DATA_KEY, key: Buffer.alloc(16) })).rejects.toMatchObject(invalid)
    await expect(sealWith({ ...DATA_KEY, id: '' })).rejects.toMatchObject(invalid)
    await expect(sealWith({ ...DATA_KEY, id: 'x'.repeat(256) })).rejects.toMatchObject(invalid)
    await expect(sealWith(DATA_KEY, 1)).rejects.toMatchObject(invalid)
    await expect(sealWith(DATA_KEY, 1024.5)).rejects.toMatchObject(invalid)
  })
})

async function* brokenUpload() {
  yield plainOf(5000)
  throw new Error('the upload broke')
}

const sealWith = (dataKey: typeof DATA_KEY, frameSize = FRAME) =>
  collectBytes(sealStream(dataKey, CONTEXT, [], { frameSize }))

describe('the form of a sealed stream', () => {
  it('is what its description says: another implementation reads it', async () => {
    const plain = plainOf(2 * FRAME + 9)
    expect(await readWithWebCrypto(await seal(plain))).toEqual(plain)
  })

  it('stays readable: a stream that an earlier version wrote opens', async () => {
    expect((await openAll(Buffer.from(KEPT, 'base64'))).released.toString()).toBe('sealed by version 1')
  })
})

const prefixed = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)])

/** Reads by the table in header.ts alone, with the browser's interface, and checks the commitment and the header's tag. */
async function readWithWebCrypto(sealed: Buffer): Promise<Buffer> {
  const { subtle } = webcrypto
  const sha256 = async (bytes: Uint8Array<ArrayBuffer>) => Buffer.from(await subtle.digest('SHA-256', bytes))
  const context = await sha256(
    Buffer.concat([prefixed('techdeck-frames-1'), prefixed(DATA_KEY.datasetId), prefixed(CONTEXT)]),
  )
  const secret = await subtle.importKey('raw', new Uint8Array(DATA_KEY.key), 'HKDF', false, ['deriveBits'])
  const salt = new Uint8Array(sealed.subarray(22, 54))
  const derive = (info: Uint8Array<ArrayBuffer>) =>
    subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, secret, 256)
  const commitment = await derive(Buffer.concat([Buffer.from('commit'), context]))
  expect(sealed.subarray(86, 118)).toEqual(Buffer.from(commitment))

  const key = await subtle.importKey('raw', await derive(context), 'AES-GCM', false, ['decrypt'])
  const open = async (nonceEnd: number[], additional: Uint8Array, bytes: Uint8Array) => {
    const iv = Buffer.concat([sealed.subarray(11, 18), Buffer.from(nonceEnd)])
    const additionalData = new Uint8Array(additional)
    return Buffer.from(await subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, new Uint8Array(bytes)))
  }
  await open([0, 0, 0, 0, 2], sealed.subarray(0, HEADER - 16), sealed.subarray(HEADER - 16, HEADER))
  const headerHash = await sha256(new Uint8Array(sealed.subarray(0, HEADER)))
  const frames = [0, 1, 2].map((index) => sealed.subarray(HEADER + index * STRIDE, HEADER + (index + 1) * STRIDE))
  return Buffer.concat(
    await Promise.all(frames.map((frame, index) => open([0, 0, 0, index, index === 2 ? 1 : 0], headerHash, frame))),
  )
}

const KEPT =
  'VERGUkFNRVMBAQVY0ssI+SrIAAAEAL01vPo6DdoYS8vc0HQ0u6j91IoDFNbSjhDWnCT79DyKyvmlarYsEdOeTzRbKhBFfMJ6HaBIgjpOsYa76EQscoS/650bnfVpce1dfMGIUDnBiMSo4aBF/SDwGoA3TE50p2tleS0xH1DJmjcmb2v/quA/cqgF9GvO2hRNFuWTMbHNgD9Gj5NW+no6burdi8Gak2Y4KrtXg6GE'

import { collectBytes, DecryptionError } from '@techdeck/core'
import type { DataKey } from '../data-key.ts'
import { openSealed, type PositionalReader } from './open.ts'
import { sealStream } from './seal.ts'

// What the tests of this folder share.

export const FRAME = 1024
export const STRIDE = FRAME + 16
export const CONTEXT = 'executions/e1/0.t1'
export const DATA_KEY: DataKey = { id: 'key-1', datasetId: 'dataset-1', key: Buffer.alloc(32, 7) }
/** Header of a stream whose key id has five bytes. */
export const HEADER = 118 + 5 + 16

/** Plain bytes in which no two frames are alike. */
export const plainOf = (length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 17) & 0xff))

export const seal = (plain: Uint8Array, { dataKey = DATA_KEY, context = CONTEXT } = {}): Promise<Buffer> =>
  collectBytes(sealStream(dataKey, context, [plain], { frameSize: FRAME }))

export const readerOf = (bytes: Uint8Array): PositionalReader => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
})

/** Opens and reads all; `released` is what was given out before an error. */
export async function openAll(sealed: Uint8Array, { dataKey = DATA_KEY, context = CONTEXT } = {}) {
  const released: Buffer[] = []
  try {
    const content = await openSealed(readerOf(sealed), dataKey, context)
    for await (const plain of content.read()) released.push(Buffer.from(plain))
    return { released: Buffer.concat(released), error: null, reason: null }
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error
    const reason = error.details && 'reason' in error.details ? error.details.reason : undefined
    return { released: Buffer.concat(released), error, reason }
  }
}

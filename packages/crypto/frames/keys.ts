import { createSecretKey, hash, hkdfSync, type KeyObject } from 'node:crypto'
import { ValidationError } from '@techdeck/core'
import { joinUnambiguously, NONCE_BYTES } from '../aead.ts'
import { KEY_BYTES, type DataKey } from '../data-key.ts'
import { HASH_BYTES, PREFIX_BYTES } from './header.ts'

/** What a stream is bound to: the version of the form, its data set, and where in it the stream belongs. */
export const contextHash = ({ datasetId }: DataKey, context: string): Buffer =>
  hash('sha256', joinUnambiguously('techdeck-frames-1', datasetId, context), 'buffer')

/**
 * The key of one stream's frames, and the commitment that no other data key shares (AES-GCM alone does not commit:
 * a cipher text can be made that opens under two keys).
 */
export function deriveKeys(
  dataKey: DataKey,
  salt: Uint8Array,
  context: Uint8Array,
): { frameKey: KeyObject; commitment: Buffer } {
  if (dataKey.key.length !== KEY_BYTES) throw new ValidationError(`A data key has ${KEY_BYTES} bytes.`)
  const derive = (info: Uint8Array) => Buffer.from(hkdfSync('sha256', dataKey.key, salt, info, HASH_BYTES))
  return {
    frameKey: createSecretKey(derive(context)),
    commitment: derive(Buffer.concat([Buffer.from('commit'), context])),
  }
}

/** What a nonce belongs to; the flag is its last byte, so the three can never share one. */
export const ROLE = { middle: 0, last: 1, header: 2 } as const
export type Role = (typeof ROLE)[keyof typeof ROLE]

export const MAX_FRAMES = 2 ** 32 - 1

/** Prefix, counter, flag: unique within a stream, whose key is its own. */
export function nonceOf(prefix: Uint8Array, counter: number, role: Role): Buffer {
  const nonce = Buffer.allocUnsafe(NONCE_BYTES)
  nonce.set(prefix)
  nonce.writeUInt32BE(counter, PREFIX_BYTES)
  nonce[NONCE_BYTES - 1] = role
  return nonce
}

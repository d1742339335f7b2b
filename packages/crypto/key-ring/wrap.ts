import { randomBytes, type KeyObject } from 'node:crypto'
import { decrypt, encrypt, joinUnambiguously, NONCE_BYTES, TAG_BYTES } from '../aead.ts'
import { KEY_BYTES } from '../data-key.ts'

/** What a wrapped key is bound to; unwrapping it as any other key's fails. */
export interface WrapBinding {
  dataKeyId: string
  datasetId: string
  kekId: string
}

// A wrapped key is a version byte, a random nonce, the encrypted key and the tag.
const VERSION = 1
const WRAPPED_BYTES = 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES

const associated = ({ dataKeyId, datasetId, kekId }: WrapBinding) =>
  joinUnambiguously('techdeck-wrap-1', dataKeyId, datasetId, kekId)

/** Wraps a key by AES-256-GCM. Nonces are random: fit for 2³² wraps by one key-encryption key. */
export function wrapKey(kek: KeyObject, binding: WrapBinding, key: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const { ciphertext, tag } = encrypt(kek, nonce, associated(binding), key)
  return Buffer.concat([Buffer.of(VERSION), nonce, ciphertext, tag])
}

/** The key, or `null` when `wrapped` is not what this key-encryption key made for this binding. */
export function unwrapKey(kek: KeyObject, binding: WrapBinding, wrapped: Uint8Array): Uint8Array | null {
  if (wrapped.length !== WRAPPED_BYTES || wrapped[0] !== VERSION) return null
  const nonce = wrapped.subarray(1, 1 + NONCE_BYTES)
  const ciphertext = wrapped.subarray(1 + NONCE_BYTES, -TAG_BYTES)
  return decrypt(kek, nonce, associated(binding), ciphertext, wrapped.subarray(-TAG_BYTES))
}

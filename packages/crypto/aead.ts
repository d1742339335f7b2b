import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
export const TAG_BYTES = 16
export const NONCE_BYTES = 12
// Without it Node accepts tags cut down to four bytes.
const OPTIONS = { authTagLength: TAG_BYTES }

/** AES-256-GCM. The caller sees to it that a key never meets a nonce twice. */
export function encrypt(key: KeyObject | Uint8Array, nonce: Uint8Array, associated: Uint8Array, plain: Uint8Array) {
  const cipher = createCipheriv(ALGORITHM, key, nonce, OPTIONS)
  cipher.setAAD(associated)
  const ciphertext = cipher.update(plain)
  cipher.final()
  return { ciphertext, tag: cipher.getAuthTag() }
}

/** The plain text, or `null` where key, nonce, associated data, cipher text and tag do not belong together. */
export function decrypt(
  key: KeyObject | Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  ciphertext: Uint8Array,
  tag: Uint8Array,
): Buffer | null {
  const decipher = createDecipheriv(ALGORITHM, key, nonce, OPTIONS)
  decipher.setAAD(associated)
  decipher.setAuthTag(tag)
  const plain = decipher.update(ciphertext)
  try {
    decipher.final()
  } catch {
    return null
  }
  return plain
}

/** Joins strings so that no two lists give the same bytes: each is preceded by its length. */
export function joinUnambiguously(...parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return [length, bytes]
    }),
  )
}

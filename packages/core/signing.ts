import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto'
import { sha256 } from './hash.ts'

/** A signature with what is needed to check it. Keys and signatures are base64 of their 32 and 64 bytes. */
export type Signature = { algorithm: 'ed25519'; key_id: string; public_key: string; signature: string }

export interface SigningKey {
  /** The first 16 hexadecimal digits of the public key's SHA-256. */
  readonly keyId: string
  readonly publicKey: string
  sign(bytes: Uint8Array): Signature
}

/** What DER puts before the 32 bytes of a private, and of a public, Ed25519 key (RFC 8410). */
const PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * The key by which an installation signs what it exports, or signs for another `use`, derived from a secret of its ring:
 * equal rings sign equally, and neither a signature nor the key of another use says anything of it.
 */
export function signingKeyOf(secret: Uint8Array, use = 'export signature'): SigningKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', `techdeck ${use}`, 32))
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = rawPublic(createPublicKey(key))
  const keyId = keyIdOf(publicKey)
  return {
    keyId,
    publicKey,
    sign: (bytes) => ({
      algorithm: 'ed25519',
      key_id: keyId,
      public_key: publicKey,
      signature: sign(null, bytes, key).toString('base64'),
    }),
  }
}

/** Whether `signature` is that of these bytes by the key that it names. Whose key that is has to be known otherwise. */
export function isSignatureOf(bytes: Uint8Array, { public_key, signature }: Signature): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.concat([PUBLIC, Buffer.from(public_key, 'base64')]),
      format: 'der',
      type: 'spki',
    })
    return verify(null, bytes, key, Buffer.from(signature, 'base64'))
  } catch {
    // What is no key at all has signed nothing.
    return false
  }
}

export const keyIdOf = (publicKey: string): string => sha256(Buffer.from(publicKey, 'base64')).slice(0, 16)

const rawPublic = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC.length).toString('base64')

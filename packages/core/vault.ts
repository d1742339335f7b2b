import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { DecryptionError } from './errors.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals what was taken out of a conversation, so that neither a data set's key nor its artifacts give it back without the
 * key ring: AES-256-GCM under keys derived from the ring's secret, bound to the conversation. Equal text of a conversation
 * is sealed alike (its nonce is a keyed hash of it), so that a stage that runs again writes the same bytes.
 */
export function sealInVault(secret: Uint8Array, conversation: string, text: string): string {
  const nonce = createHmac('sha256', keyOf(secret, 'nonce')).update(`${conversation}\n${text}`).digest()
  const start = nonce.subarray(0, NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, 'seal'), start, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(conversation))
  const sealed = Buffer.concat([start, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return sealed.toString('base64')
}

/** Opens it again. @throws {@link DecryptionError} under another ring, for another conversation, or when it was changed */
export function openFromVault(secret: Uint8Array, conversation: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, 'seal'), nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(conversation))
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
    const text = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new DecryptionError('The vault does not open by this key ring.', { cause })
  }
}

const keyOf = (secret: Uint8Array, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `techdeck vault ${use}`, 32))

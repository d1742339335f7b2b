import { createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import type { WrappedDataKey } from '@techdeck/contracts'
import { ConflictError, DecryptionError, ResourceError } from '@techdeck/core'
import { decrypt, encrypt, NONCE_BYTES, TAG_BYTES } from './aead.ts'
import { KEY_BYTES } from './data-key.ts'
import type { KeyRing } from './key-ring/ring.ts'

/** Begins sealed text; no name or address of before it was sealed begins so. */
const PREFIX = 'tdf1.'
const ID = 'fields'

/** Seals short texts of records, each bound to its place. */
export interface FieldSealer {
  /** Never the same twice. */
  seal(place: string, text: string): string
  /** Text that does not look sealed is given as it is. @throws DecryptionError for what was changed or moved */
  open(place: string, text: string): string
  /** A keyed hash: the same for equal texts of a place, in hexadecimal. */
  mark(place: string, text: string): string
}

/** AES-256-GCM with random nonces and HMAC-SHA-256, each by a key of its own that is derived from `key`. */
export function createFieldSealer(key: Uint8Array): FieldSealer {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `techdeck fields ${use}`, KEY_BYTES))
  const sealing = createSecretKey(derive('seal'))
  const marking = createSecretKey(derive('mark'))
  return {
    seal(place, text) {
      const nonce = randomBytes(NONCE_BYTES)
      const { ciphertext, tag } = encrypt(sealing, nonce, Buffer.from(place), Buffer.from(text))
      return PREFIX + Buffer.concat([nonce, ciphertext, tag]).toString('base64url')
    },
    open(place, text) {
      if (!text.startsWith(PREFIX)) return text
      const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url')
      const cut = bytes.length - TAG_BYTES
      const nonce = bytes.subarray(0, NONCE_BYTES)
      const plain =
        cut >= NONCE_BYTES &&
        // A change in bits that decoding drops is a change, too.
        PREFIX + bytes.toString('base64url') === text &&
        decrypt(sealing, nonce, Buffer.from(place), bytes.subarray(NONCE_BYTES, cut), bytes.subarray(cut))
      if (plain) return plain.toString()
      throw new DecryptionError('A field of a record does not open: it was changed, or is of another record.', {
        details: { reason: 'changed' },
      })
    },
    mark: (place, text) => createHmac('sha256', marking).update(`${place}\n${text}`).digest('hex'),
  }
}

interface FieldKeys {
  get(id: string): Promise<WrappedDataKey | null>
  /** @throws ConflictError when there is one */
  create(key: WrappedDataKey): Promise<void>
}

/**
 * Makes the sealer of an installation. Its key lies among the data keys, is made when it is not there, and is wrapped
 * anew with them.
 *
 * @throws DecryptionError when the ring is not the one that the records were sealed with
 */
export const fieldsOf =
  (ring: Pick<KeyRing, 'wrap' | 'unwrap'>) =>
  async (keys: FieldKeys): Promise<FieldSealer> => {
    const wrapped = (await keys.get(ID)) ?? (await makeKey(ring, keys))
    return createFieldSealer((await ring.unwrap(wrapped)).key)
  }

/** Of processes that start together one makes it. */
async function makeKey(ring: Pick<KeyRing, 'wrap'>, keys: FieldKeys): Promise<WrappedDataKey> {
  const made = await ring.wrap(randomBytes(KEY_BYTES), { dataKeyId: ID, datasetId: ID })
  try {
    await keys.create(made)
    return made
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    const kept = await keys.get(ID)
    // What was sealed by a key that nobody kept would open never again.
    if (!kept) throw new ResourceError('The key of fields was made by another process, and is gone again.')
    return kept
  }
}

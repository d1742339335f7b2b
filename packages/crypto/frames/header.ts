import { DecryptionError, ValidationError } from '@techdeck/core'
import { TAG_BYTES } from '../aead.ts'

// A sealed stream is this header, then frames of cipher text and tag. All numbers are big-endian.
//
//   offset  bytes
//        0      8  magic "TDFRAMES"
//        8      1  version (1)
//        9      1  suite (1: AES-256-GCM, HKDF-SHA-256)
//       10      1  length n of the data key's id
//       11      7  nonce prefix, random
//       18      4  frame size: plain bytes of every frame but the last
//       22     32  salt, random: fresh for each attempt to write
//       54     32  context hash: data set and name
//       86     32  key commitment
//      118      n  id of the data key
//    118+n     16  tag over all of the above

const MAGIC = Buffer.from('TDFRAMES')
export const VERSION = 1
export const SUITE = 1
export const PREFIX_BYTES = 7
export const SALT_BYTES = 32
export const HASH_BYTES = 32

const AT = {
  version: 8,
  suite: 9,
  idLength: 10,
  prefix: 11,
  frameSize: 18,
  salt: 22,
  context: 54,
  commitment: 86,
  id: 118,
}
export const MAX_HEADER_BYTES = AT.id + 255 + TAG_BYTES

export const DEFAULT_FRAME_SIZE = 64 * 1024
const MIN_FRAME_SIZE = 1024
const MAX_FRAME_SIZE = 16 * 1024 * 1024
const isFrameSize = (size: number) => Number.isInteger(size) && size >= MIN_FRAME_SIZE && size <= MAX_FRAME_SIZE

export interface Header {
  readonly dataKeyId: string
  readonly frameSize: number
  readonly noncePrefix: Uint8Array
  readonly salt: Uint8Array
  readonly contextHash: Uint8Array
  readonly commitment: Uint8Array
}

/** The header without its tag. @throws {@link ValidationError} for a frame size or key id that the format cannot hold. */
export function encodeHeader(header: Header): Buffer {
  const id = Buffer.from(header.dataKeyId)
  if (id.length === 0 || id.length > 255) throw new ValidationError('The id of a data key has 1 to 255 bytes.')
  if (!isFrameSize(header.frameSize)) {
    throw new ValidationError(`The frame size is a whole number from ${MIN_FRAME_SIZE} to ${MAX_FRAME_SIZE} bytes.`)
  }
  const bytes = Buffer.alloc(AT.id + id.length)
  bytes.set(MAGIC)
  bytes[AT.version] = VERSION
  bytes[AT.suite] = SUITE
  bytes[AT.idLength] = id.length
  bytes.set(header.noncePrefix, AT.prefix)
  bytes.writeUInt32BE(header.frameSize, AT.frameSize)
  bytes.set(header.salt, AT.salt)
  bytes.set(header.contextHash, AT.context)
  bytes.set(header.commitment, AT.commitment)
  bytes.set(id, AT.id)
  return bytes
}

/**
 * Reads a header from the beginning of a stream. Nothing of it may be relied on before its tag was checked.
 *
 * @throws {@link DecryptionError} when this is no header that this version knows.
 */
export function decodeHeader(bytes: Uint8Array): { header: Header; untagged: Buffer; tag: Buffer; length: number } {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (all.length < AT.id) throw notOpening('truncated')
  if (!all.subarray(0, MAGIC.length).equals(MAGIC)) throw notOpening('not_sealed')
  if (all[AT.version] !== VERSION || all[AT.suite] !== SUITE) throw notOpening('unsupported_version')
  const tagAt = AT.id + all.readUInt8(AT.idLength)
  const length = tagAt + TAG_BYTES
  if (all.length < length) throw notOpening('truncated')
  const frameSize = all.readUInt32BE(AT.frameSize)
  if (!isFrameSize(frameSize)) throw notOpening('changed')
  return {
    header: {
      dataKeyId: all.toString('utf8', AT.id, tagAt),
      frameSize,
      noncePrefix: all.subarray(AT.prefix, AT.prefix + PREFIX_BYTES),
      salt: all.subarray(AT.salt, AT.salt + SALT_BYTES),
      contextHash: all.subarray(AT.context, AT.context + HASH_BYTES),
      commitment: all.subarray(AT.commitment, AT.commitment + HASH_BYTES),
    },
    untagged: all.subarray(0, tagAt),
    tag: all.subarray(tagAt, length),
    length,
  }
}

const WHY = {
  truncated: 'it is cut short',
  not_sealed: 'it is not a sealed stream',
  unsupported_version: 'its version is not known here',
  other_key: 'it was sealed with another data key',
  other_context: 'it was sealed for another data set or place',
  changed: 'it was changed after it was sealed',
} as const

/** Says why a stream does not open; `details.frame` counts from 0. */
export const notOpening = (reason: keyof typeof WHY, frame?: number) =>
  new DecryptionError(`The content does not open: ${WHY[reason]}.`, {
    details: { reason, ...(frame !== undefined && { frame }) },
  })

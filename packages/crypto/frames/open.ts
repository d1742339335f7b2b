import { hash, timingSafeEqual } from 'node:crypto'
import { ValidationError } from '@techdeck/core'
import { decrypt, TAG_BYTES } from '../aead.ts'
import type { DataKey } from '../data-key.ts'
import { decodeHeader, MAX_HEADER_BYTES, notOpening } from './header.ts'
import { contextHash, deriveKeys, MAX_FRAMES, nonceOf, ROLE } from './keys.ts'

/** Sealed bytes at any place. `read` gives exactly `length` bytes; fewer count as cut content. */
export interface PositionalReader {
  readonly size: number
  read(offset: number, length: number): Promise<Uint8Array>
  /** Takes back what `read` gave and is not used any more. */
  release?(bytes: Uint8Array): void
}

export interface SealedContent {
  /** Length of the plain text; authentic, since opening has checked the last frame. */
  readonly size: number
  /**
   * The plain bytes from `start` up to (not including) `end`, both clamped to the size; reads only the frames that hold them.
   * Each chunk is authentic when it is yielded, and is the caller's own.
   *
   * @throws DecryptionError at the first frame that was changed, before any byte of it is yielded.
   */
  read(start?: number, end?: number): AsyncGenerator<Uint8Array, void, void>
}

/** Up to this size a stream is fetched whole when it is opened: one fetch costs less than three. */
const WHOLE_BYTES = 512 * 1024
/** Sealed bytes fetched at once; the next are fetched while these are used. */
const FETCH_BYTES = 256 * 1024

/**
 * Opens what `sealStream` made: checks key, context, header and, to find cut or appended content at once, the last frame.
 *
 * @throws DecryptionError; `details.reason` says which check failed. Errors of `source` pass through.
 */
export async function openSealed(source: PositionalReader, dataKey: DataKey, context: string): Promise<SealedContent> {
  const head = await fetchExactly(source, 0, source.size <= WHOLE_BYTES ? source.size : MAX_HEADER_BYTES)
  const { headerLength, frameSize, openFrame } = openHeader(head, dataKey, context)

  const stride = frameSize + TAG_BYTES
  const body = source.size - headerLength
  const frames = Math.max(1, Math.ceil(body / stride))
  const size = body - frames * TAG_BYTES
  const final = frames - 1
  if (size < 0 || frames > MAX_FRAMES || (final > 0 && size <= final * frameSize)) throw notOpening('truncated', final)

  const fetch = async (offset: number, length: number) =>
    offset + length <= head.length ? head.subarray(offset, offset + length) : fetchExactly(source, offset, length)
  const finalAt = headerLength + final * stride
  const finalPlain = openFrame(await fetch(finalAt, source.size - finalAt), final, true)

  /** Opens frames `from` … `to − 1`, none of them the last. */
  async function* middle(from: number, to: number) {
    const step = Math.max(1, Math.floor(FETCH_BYTES / stride))
    const fetchFrom = (frame: number) =>
      fetch(headerLength + frame * stride, (Math.min(frame + step, to) - frame) * stride)
    let ahead = from < to ? fetchFrom(from) : undefined
    for (let first = from; ahead; first += step) {
      const sealed = await ahead
      ahead = first + step < to ? fetchFrom(first + step) : undefined
      // A reader who stops early never awaits it.
      ahead?.catch(() => {})
      for (let at = 0; at < sealed.length; at += stride) {
        yield openFrame(sealed.subarray(at, at + stride), first + at / stride, false)
      }
      if (sealed.buffer !== head.buffer) source.release?.(sealed)
    }
  }

  return {
    size,
    async *read(start = 0, end = size) {
      if (!(start >= 0 && end >= 0)) throw new ValidationError('A range begins and ends at 0 or later.')
      const until = Math.min(end, size)
      if (start >= until) return
      const from = Math.floor(start / frameSize)
      const to = Math.ceil(until / frameSize)
      let at = from * frameSize
      const cut = (plain: Buffer) => plain.subarray(Math.max(start - at, 0), until - at)
      for await (const plain of middle(from, Math.min(to, final))) {
        yield cut(plain)
        at += frameSize
      }
      if (to > final) yield Buffer.from(cut(finalPlain))
    },
  }
}

/** Checks the header and gives the means to open frames. */
function openHeader(head: Uint8Array, dataKey: DataKey, context: string) {
  const { header, untagged, tag, length } = decodeHeader(head)
  const { frameSize, noncePrefix } = header
  if (header.dataKeyId !== dataKey.id) throw notOpening('other_key')
  const bound = contextHash(dataKey, context)
  if (!bound.equals(header.contextHash)) throw notOpening('other_context')
  const { frameKey, commitment } = deriveKeys(dataKey, header.salt, bound)
  if (!timingSafeEqual(commitment, header.commitment)) throw notOpening('other_key')
  const authentic = decrypt(frameKey, nonceOf(noncePrefix, 0, ROLE.header), untagged, new Uint8Array(0), tag)
  if (!authentic) throw notOpening('changed')
  const headerHash = hash('sha256', head.subarray(0, length), 'buffer')

  return {
    headerLength: length,
    frameSize,
    /** The plain text of one sealed frame. @throws DecryptionError when it is not the frame that belongs there. */
    openFrame: (sealed: Uint8Array, index: number, last: boolean): Buffer => {
      const tagAt = sealed.length - TAG_BYTES
      const nonce = nonceOf(noncePrefix, index, last ? ROLE.last : ROLE.middle)
      const plain = decrypt(frameKey, nonce, headerHash, sealed.subarray(0, tagAt), sealed.subarray(tagAt))
      if (!plain) throw notOpening('changed', index)
      return plain
    },
  }
}

async function fetchExactly(source: PositionalReader, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await source.read(offset, length)
  if (bytes.length !== length) throw notOpening('truncated')
  return bytes
}

import { hash, randomBytes } from 'node:crypto'
import { ValidationError } from '@techdeck/core'
import { encrypt } from '../aead.ts'
import type { DataKey } from '../data-key.ts'
import { DEFAULT_FRAME_SIZE, encodeHeader, PREFIX_BYTES, SALT_BYTES } from './header.ts'
import { contextHash, deriveKeys, MAX_FRAMES, nonceOf, ROLE } from './keys.ts'

/**
 * Seals a stream in frames that can be opened apart, in order, bound to the key's data set and to `context`.
 *
 * Sealing the same content twice gives different bytes: each call draws its own salt, so an attempt that crashed and
 * its repetition never share a key and nonce. Memory use is one frame. Yielded pieces are not whole frames.
 * Only a stream that was read to its end opens again. Chunks may be reused by their producer once the next is asked for.
 *
 * @param context names the place of the content, such as its key in a store; to open it the same must be said.
 * @param options.frameSize plain bytes a frame, 64 KiB by default.
 */
export async function* sealStream(
  dataKey: DataKey,
  context: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { frameSize = DEFAULT_FRAME_SIZE }: { frameSize?: number } = {},
): AsyncGenerator<Uint8Array, void, void> {
  const stream = begin(dataKey, context, frameSize)
  yield stream.header

  // Whether a frame is the last is part of its nonce, so a full frame waits until there is more.
  const waiting = Buffer.allocUnsafe(frameSize)
  let filled = 0
  for await (const chunk of chunks) {
    let at = 0
    while (at < chunk.length) {
      const whole = filled === 0 && chunk.length - at > frameSize
      if (whole || filled === frameSize) {
        const { ciphertext, tag } = stream.frame(whole ? chunk.subarray(at, at + frameSize) : waiting, false)
        if (whole) at += frameSize
        filled = 0
        yield ciphertext
        yield tag
        continue
      }
      const taken = Math.min(frameSize - filled, chunk.length - at)
      waiting.set(chunk.subarray(at, at + taken), filled)
      filled += taken
      at += taken
    }
  }
  const { ciphertext, tag } = stream.frame(waiting.subarray(0, filled), true)
  yield ciphertext
  yield tag
}

function begin(dataKey: DataKey, context: string, frameSize: number) {
  const salt = randomBytes(SALT_BYTES)
  const noncePrefix = randomBytes(PREFIX_BYTES)
  const bound = contextHash(dataKey, context)
  const { frameKey, commitment } = deriveKeys(dataKey, salt, bound)
  const untagged = encodeHeader({ dataKeyId: dataKey.id, frameSize, noncePrefix, salt, contextHash: bound, commitment })
  const { tag } = encrypt(frameKey, nonceOf(noncePrefix, 0, ROLE.header), untagged, new Uint8Array(0))
  const header = Buffer.concat([untagged, tag])
  const headerHash = hash('sha256', header, 'buffer')

  let counter = 0
  return {
    header,
    frame(plain: Uint8Array, last: boolean) {
      if (counter >= MAX_FRAMES) throw new ValidationError(`A sealed stream has at most ${MAX_FRAMES} frames.`)
      return encrypt(frameKey, nonceOf(noncePrefix, counter++, last ? ROLE.last : ROLE.middle), headerHash, plain)
    },
  }
}

/** Below this the collector copes. */
const WORTH_BYTES = 4 * 1024

/**
 * Gives the memory under `bytes` back at once: they, and every other view of the same buffer, are empty afterwards.
 *
 * For the sole owner of content that passes through in great amounts. Left to the collector, each few megabytes of
 * buffers cost a collection of everything else, and new memory is slower than what was just used.
 * Bytes that may lie in Node's pool of small buffers are left alone.
 */
export function release(bytes: Uint8Array): void {
  const { buffer } = bytes
  if (buffer.byteLength < WORTH_BYTES || !('transfer' in buffer)) return
  // What comes out of the pool is at most half as long as the pool.
  if (buffer.byteLength === Buffer.poolSize && bytes.byteLength <= Buffer.poolSize / 2) return
  buffer.transfer(0)
}

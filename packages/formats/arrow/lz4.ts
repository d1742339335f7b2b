import { columnsRefused } from '../grid/index.ts'

const MAGIC = 0x184d2204
const STORED = 0x80000000
const FLAGS = { blockChecksum: 0x10, contentSize: 0x08, dictionary: 0x01 } as const

/**
 * Unpacks an LZ4 frame into exactly as many bytes as `into` has; blocks may look back at those before them. Nothing is
 * read or written outside, whatever the frame says. Checksums are not looked at.
 *
 * @throws UnprocessableFileError
 */
export function decompressLz4Frame(frame: Uint8Array, into: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length)
  if (frame.length < 11 || view.getUint32(0, true) !== MAGIC) throw columnsRefused('damaged')
  const flags = frame[4]
  if (flags & FLAGS.dictionary) throw columnsRefused('unknown_packing')
  let at = 7 + (flags & FLAGS.contentSize ? 8 : 0)
  let filled = 0
  while (at + 4 <= frame.length) {
    const header = view.getUint32(at, true)
    if (header === 0) break
    const size = header & ~STORED
    const block = frame.subarray(at + 4, at + 4 + size)
    if (block.length < size) throw columnsRefused('damaged')
    if (header & STORED) {
      if (size > into.length - filled) throw columnsRefused('damaged')
      into.set(block, filled)
      filled += size
    } else filled = decompressBlock(block, into, filled)
    at += 4 + size + (flags & FLAGS.blockChecksum ? 4 : 0)
  }
  if (filled !== into.length) throw columnsRefused('damaged')
  return into
}

/** A block without a frame, in the same way. */
export function decompressLz4Block(block: Uint8Array, length: number): Uint8Array {
  const into = new Uint8Array(length)
  if (decompressBlock(block, into, 0) < length) throw columnsRefused('damaged')
  return into
}

const SHORT = 48

/** Runs of bytes as they are, each followed by a stretch of what was unpacked already; says how far `into` is filled. */
function decompressBlock(block: Uint8Array, into: Uint8Array, start: number): number {
  let at = 0
  let filled = start
  while (at < block.length) {
    const token = block[at++]
    let literals = token >> 4
    // Lengths go on in further bytes while these are full; beyond the end there is none, and the sum no number.
    for (let byte = literals === 15 ? 255 : 0; byte === 255; literals += byte) byte = block[at++]
    if (!(literals <= block.length - at && literals <= into.length - filled)) throw columnsRefused('damaged')
    // A view of a few bytes costs more than to copy them one by one.
    if (literals > SHORT) {
      into.set(block.subarray(at, at + literals), filled)
      at += literals
      filled += literals
    } else for (const end = at + literals; at < end;) into[filled++] = block[at++]
    // The last run has nothing behind it.
    if (at === block.length) return filled
    const offset = block[at] | (block[at + 1] << 8)
    at += 2
    let copied = 4 + (token & 15)
    for (let byte = copied === 19 ? 255 : 0; byte === 255; copied += byte) byte = block[at++]
    if (!(offset > 0 && offset <= filled && copied <= into.length - filled)) throw columnsRefused('damaged')
    // What is copied may overlap with where it goes: then it repeats itself.
    if (copied > SHORT && offset >= copied) {
      into.copyWithin(filled, filled - offset, filled - offset + copied)
      filled += copied
    } else for (let from = filled - offset, end = filled + copied; filled < end;) into[filled++] = into[from++]
  }
  return filled
}

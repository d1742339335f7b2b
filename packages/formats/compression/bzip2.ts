import { decodeBlock } from './bzip2-block.ts'
import { Bits, Bzip2Error } from './bzip2-bits.ts'
import { ExpansionError, type DecompressOptions } from './limits.ts'

/** Bytes that one block takes at most while it is packed: its text does not shrink, and its tables come before it. */
const blockBytes = (level: number): number => level * 102_000 + 40_000
const BLOCK = 0x314159265359
const END = 0x177245385090

/**
 * Decompresses bzip2, of one or more streams, block by block; one takes 46 MB at most, however far it expands.
 *
 * Written here, since the libraries for it hold a bomb's block as one number a byte, and loop for ever on a run whose
 * length overflows.
 *
 * @throws Bzip2Error when the bytes are cut or damaged; UnprocessableFileError `expansion_limit`
 */
export async function* bunzip2(
  packed: AsyncIterable<Uint8Array>,
  { maxRatio = 100, floor = 10 * 1024 * 1024, maxBytes = 64 * 1024 ** 3, signal }: DecompressOptions = {},
): AsyncGenerator<Uint8Array> {
  const bits = new Bits()
  const blocks = new Blocks(bits)
  let out = 0
  function* advance(): Generator<Uint8Array> {
    signal?.throwIfAborted()
    for (const piece of blocks.next()) {
      out += piece.length
      if (out > maxBytes) throw new ExpansionError('maxBytes', maxBytes)
      if (out > floor && out > bits.bytesRead * maxRatio) throw new ExpansionError('maxRatio', maxRatio)
      yield piece
    }
  }
  for await (const chunk of packed) {
    bits.add(chunk)
    while (bits.available > blockBytes(blocks.level || 9)) yield* advance()
  }
  while (bits.available > 0) yield* advance()
  if (blocks.level !== 0) throw new Bzip2Error('BZIP2_CUT')
}

/** The steps through a file. */
class Blocks {
  /** Of the stream that is being read; 0 between two. */
  level = 0
  #checksum = 0
  readonly #bits: Bits
  #scratch = new Uint32Array(0)

  constructor(bits: Bits) {
    this.#bits = bits
  }

  /** The beginning of a stream, one block, or the end of a stream. */
  next(): Uint8Array[] {
    const bits = this.#bits
    if (this.level === 0) {
      const level = bits.read(24) === 0x425a68 ? bits.read(8) - 0x30 : 0
      if (level < 1 || level > 9) throw new Bzip2Error('BZIP2_DAMAGED')
      this.level = level
      this.#checksum = 0
      return []
    }
    const magic = bits.read(24) * 2 ** 24 + bits.read(24)
    const checksum = bits.read32()
    if (magic === END) {
      if (checksum !== this.#checksum) throw new Bzip2Error('BZIP2_DAMAGED')
      bits.align()
      this.level = 0
      return []
    }
    if (magic !== BLOCK) throw new Bzip2Error('BZIP2_DAMAGED')
    if (this.#scratch.length < this.level * 100_000) this.#scratch = new Uint32Array(this.level * 100_000)
    const block = decodeBlock(bits, this.#scratch.subarray(0, this.level * 100_000))
    if (block.checksum !== checksum) throw new Bzip2Error('BZIP2_DAMAGED')
    this.#checksum = (((this.#checksum << 1) | (this.#checksum >>> 31)) ^ checksum) >>> 0
    return block.pieces
  }
}

import { constants, zstdCompressSync } from 'node:zlib'
import { packItem } from './codec.ts'

/** Bytes of packed items after which a block is compressed and handed on. */
const BLOCK_BYTES = 256 * 1024
/** Bytes that compression hands over at once, so that a block is one piece. */
export const ZSTD_CHUNK = BLOCK_BYTES + 64 * 1024
const COMPRESSION = { chunkSize: ZSTD_CHUNK, params: { [constants.ZSTD_c_compressionLevel]: 1 } }
const FIRST_ROOM = 4 * 1024
export const MAGIC = Buffer.from('TDS1')

/** Where a section's blocks lie: `[offset, compressed length, items]` each. */
export type SectionIndex = Record<string, [offset: number, length: number, items: number][]>

/**
 * Writes a shard's artifact: named sections of packed items in zstd blocks, and an index at the end.
 * `take()` hands over what is ready, so memory stays at one block a section.
 */
export class ShardFileWriter {
  readonly #index: SectionIndex = {}
  readonly #open = new Map<string, { block: Buffer; bytes: number; items: number }>()
  #ready: Uint8Array[] = []
  #offset = 0

  add(section: string, item: unknown): void {
    const packed = packItem(item)
    let open = this.#open.get(section)
    if (!open) this.#open.set(section, (open = { block: Buffer.allocUnsafe(FIRST_ROOM), bytes: 0, items: 0 }))
    const end = open.bytes + 4 + packed.length
    if (end > open.block.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, open.block.length * 2))
      open.block.copy(larger, 0, 0, open.bytes)
      open.block = larger
    }
    open.block.writeUInt32LE(packed.length, open.bytes)
    open.block.set(packed, open.bytes + 4)
    open.bytes = end
    open.items++
    if (open.bytes >= BLOCK_BYTES) this.#flush(section)
  }

  /** Bytes that are ready to be written; each is handed over once. */
  take(): Uint8Array[] {
    const ready = this.#ready
    this.#ready = []
    return ready
  }

  /** The rest of the file. Sections are closed in order of name, so the bytes depend on the items alone. */
  finish(): Uint8Array[] {
    for (const section of [...this.#open.keys()].toSorted()) this.#flush(section)
    const index = Buffer.from(JSON.stringify(this.#index))
    const tail = Buffer.allocUnsafe(4)
    tail.writeUInt32LE(index.length)
    return [...this.take(), index, tail, MAGIC]
  }

  #flush(section: string): void {
    const open = this.#open.get(section)
    if (!open || open.items === 0) return
    const block = zstdCompressSync(open.block.subarray(0, open.bytes), COMPRESSION)
    ;(this.#index[section] ??= []).push([this.#offset, block.length, open.items])
    this.#offset += block.length
    this.#ready.push(block)
    open.bytes = 0
    open.items = 0
  }
}

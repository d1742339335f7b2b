import { constants, zstdCompressSync } from 'node:zlib'
import { packItem } from './codec.ts'

/** Bytes of packed items after which a block is compressed and handed on. */
const BLOCK_BYTES = 256 * 1024
export const MAGIC = Buffer.from('TDS1')

/** Where a section's blocks lie: `[offset, compressed length, items]` each. */
export type SectionIndex = Record<string, [offset: number, length: number, items: number][]>

/**
 * Writes a shard's artifact: named sections of packed items in zstd blocks, and an index at the end.
 * `take()` hands over what is ready, so memory stays at one block a section.
 */
export class ShardFileWriter {
  readonly #index: SectionIndex = {}
  readonly #open = new Map<string, { chunks: Uint8Array[]; bytes: number; items: number }>()
  #ready: Uint8Array[] = []
  #offset = 0

  add(section: string, item: unknown): void {
    const packed = packItem(item)
    let open = this.#open.get(section)
    if (!open) this.#open.set(section, (open = { chunks: [], bytes: 0, items: 0 }))
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32LE(packed.length)
    open.chunks.push(length, packed)
    open.bytes += packed.length + 4
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
    const block = zstdCompressSync(Buffer.concat(open.chunks), { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
    ;(this.#index[section] ??= []).push([this.#offset, block.length, open.items])
    this.#offset += block.length
    this.#ready.push(block)
    this.#open.set(section, { chunks: [], bytes: 0, items: 0 })
  }
}

import { createHash } from 'node:crypto'
import { collectBytes } from '@techdeck/core'
import { Keeper, type Storage } from '../index.ts'
import { memorySource } from '../sources.ts'

/** Keeps what was unpacked in memory, in the clear. */
export class MemoryStorage implements Storage<null> {
  readonly contents = new Map<string, Buffer>()

  async write(key: string, _dataKey: null, chunks: AsyncIterable<Uint8Array>) {
    const bytes = await collectBytes(chunks)
    this.contents.set(key, bytes)
    return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length }
  }

  async open(key: string) {
    return { ...memorySource(this.contents.get(key)!, 1000), close: async () => {} }
  }

  async remove(key: string): Promise<void> {
    this.contents.delete(key)
  }

  keeper(): Keeper<null> {
    return new Keeper<null>(this, null, 'kept')
  }
}

import { zstdDecompressSync } from 'node:zlib'
import { DecryptionError, collectOwnBytes, release } from '@techdeck/core'
import type { ArtifactReader } from '../ports.ts'
import { unpackItem } from './codec.ts'
import { MAGIC, ZSTD_CHUNK, type SectionIndex } from './writer.ts'

const TAIL_BYTES = 8
const FIRST_LOOK_BYTES = 16 * 1024

/** Reads a shard's artifact section by section, a block at a time. */
export interface ShardFile {
  /** Names of the sections that there are. */
  readonly sections: readonly string[]
  /** How many items a section has; 0 where there is none. */
  count(section: string): number
  /** Items of a section in the order in which they were written; one of bytes is good until the next is asked for. */
  items(section: string): AsyncIterable<unknown>
}

/** @throws {@link DecryptionError} when the bytes are not a shard file. */
export async function openShardFile(reader: ArtifactReader): Promise<ShardFile> {
  const index = await readIndex(reader)
  return {
    sections: Object.keys(index),
    count: (section) => (index[section] ?? []).reduce((sum, [, , items]) => sum + items, 0),
    async *items(section) {
      for (const [offset, length] of index[section] ?? []) {
        const compressed = await collectOwnBytes(reader.read(offset, offset + length))
        const block = zstdDecompressSync(compressed, { chunkSize: ZSTD_CHUNK })
        release(compressed)
        yield* blockItems(block)
        release(block)
      }
    },
  }
}

function* blockItems(block: Buffer): Iterable<unknown> {
  for (let at = 0; at < block.length;) {
    const end = at + 4 + block.readUInt32LE(at)
    yield unpackItem(block.subarray(at + 4, end))
    at = end
  }
}

async function readIndex(reader: ArtifactReader): Promise<SectionIndex> {
  const start = Math.max(0, reader.size - FIRST_LOOK_BYTES)
  const end = await collectOwnBytes(reader.read(start))
  if (end.length < TAIL_BYTES || !end.subarray(-MAGIC.length).equals(MAGIC)) throw notAShardFile()
  const length = end.readUInt32LE(end.length - TAIL_BYTES)
  const from = reader.size - TAIL_BYTES - length
  if (from < 0) throw notAShardFile()
  const bytes =
    from >= start
      ? end.subarray(from - start, end.length - TAIL_BYTES)
      : await collectOwnBytes(reader.read(from, reader.size - TAIL_BYTES))
  try {
    return JSON.parse(bytes.toString()) as SectionIndex
  } catch {
    throw notAShardFile()
  }
}

const notAShardFile = (): DecryptionError => new DecryptionError('The artifact is not a shard file.')

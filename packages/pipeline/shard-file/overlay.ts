import { collectBytes } from '@techdeck/core'
import type { ArtifactReader } from '../ports.ts'

// An overlay says which records of a stage later readers skip. Layout, little-endian unsigned 32-bit:
// number of shards n · n + 1 offsets into the list · the list of ordinals, shard by shard.

/**
 * @param dropped ordinals in shard order
 * @throws RangeError for one that is out of order or names no shard; leaving it out would bring its record back
 */
export function encodeOverlay(shards: number, dropped: readonly { shard: number; ordinal: number }[]): Uint8Array {
  const words = new Uint32Array(1 + shards + 1 + dropped.length)
  words[0] = shards
  let at = 0
  for (let shard = 0; shard < shards; shard++) {
    words[1 + shard] = at
    while (at < dropped.length && dropped[at].shard === shard) words[shards + 2 + at] = dropped[at++].ordinal
  }
  if (at < dropped.length) throw new RangeError('Dropped records must come in the order of their shards.')
  words[1 + shards] = at
  return new Uint8Array(words.buffer)
}

/** The ordinals that one shard's reader skips; reads only what it needs. */
export async function readOverlay(reader: ArtifactReader, shard: number): Promise<ReadonlySet<number>> {
  const [shards] = await wordsOf(reader, 0, 1)
  const [from, to] = await wordsOf(reader, 1 + shard, 3 + shard)
  return from === to ? new Set() : new Set(await wordsOf(reader, shards + 2 + from, shards + 2 + to))
}

async function wordsOf(reader: ArtifactReader, from: number, to: number): Promise<Uint32Array> {
  const bytes = await collectBytes(reader.read(from * 4, to * 4))
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

import type { Loss, PlacedRecord } from '@techdeck/stages'
import type { ArtifactReader } from '../ports.ts'
import { ShardFileWriter, openShardFile } from '../shard-file/index.ts'

// What a finish step dropped, and what it says of what it kept: a section a shard, so that one shard's can be read alone.

export function* dropsFile(dropped: Iterable<{ shard: number; loss: Loss }>): Iterable<Uint8Array> {
  const writer = new ShardFileWriter()
  for (const { shard, loss } of dropped) {
    writer.add(String(shard), loss)
    yield* writer.take()
  }
  yield* writer.finish()
}

type Placed = Omit<PlacedRecord, 'shard'>

export async function* placedFile(
  placed: AsyncIterable<PlacedRecord> | Iterable<PlacedRecord>,
): AsyncIterable<Uint8Array> {
  const writer = new ShardFileWriter()
  for await (const { shard, ...place } of placed) {
    writer.add(String(shard), place)
    yield* writer.take()
  }
  yield* writer.finish()
}

/** What is said of one shard's records, in their order. */
export async function* readPlaced(reader: ArtifactReader, shard: number): AsyncIterable<Placed> {
  for await (const place of (await openShardFile(reader)).items(String(shard))) yield place as Placed
}

/** What was dropped of one shard, in its order. */
export async function* readDrops(reader: ArtifactReader, shard: number): AsyncIterable<Loss> {
  for await (const loss of (await openShardFile(reader)).items(String(shard))) yield loss as Loss
}

import type { LossKind, PlanId } from '@techdeck/contracts'
import type { Loss } from '@techdeck/stages'
import type { ArtifactStore, DataKey, ShardStore } from './ports.ts'
import { openShardFile } from './shard-file/index.ts'

/** Where reading of losses goes on: shard and place in its list. */
export interface LossCursor {
  shard: number
  ordinal: number
}

/**
 * Reads the losses of one phase of a stage from its shards' artifacts, page by page, in source order.
 * `next` is `null` at the end.
 */
export async function readLosses(
  { shards, artifacts }: { shards: Pick<ShardStore, 'range'>; artifacts: Pick<ArtifactStore, 'open'> },
  dataKey: DataKey,
  { plan, shards: count }: { plan: PlanId; shards: number },
  {
    kinds,
    cursor = { shard: 0, ordinal: 0 },
    limit,
  }: { kinds: readonly LossKind[]; cursor?: LossCursor; limit: number },
): Promise<{ losses: Loss[]; next: LossCursor | null }> {
  const losses: Loss[] = []
  for (let from = cursor.shard; from < count; from += 64) {
    for (const { index, result } of await shards.range(plan, from, Math.min(count, from + 64))) {
      if (!result?.losses.some(({ kind }) => kinds.includes(kind))) continue
      let ordinal = 0
      const skip = index === cursor.shard ? cursor.ordinal : 0
      const reader = await artifacts.open(result.artifact, dataKey)
      try {
        for await (const item of (await openShardFile(reader)).items('losses')) {
          const loss = item as Loss
          if (ordinal++ < skip || !kinds.includes(loss.kind)) continue
          if (losses.length === limit) return { losses, next: { shard: index, ordinal: ordinal - 1 } }
          losses.push(loss)
        }
      } finally {
        await reader.close()
      }
    }
  }
  return { losses, next: null }
}

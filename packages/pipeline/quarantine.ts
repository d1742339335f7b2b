import type { LossKind, PlanId } from '@techdeck/contracts'
import type { Loss } from '@techdeck/stages'
import { LossCounter } from './losses.ts'
import type { ArtifactStore, DataKey, ShardStore } from './ports.ts'
import { openShardFile } from './shard-file/index.ts'
import type { LossCount } from './tasks.ts'

/** Shard records that are read at once. */
const PAGE = 64

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
    reason,
    cursor = { shard: 0, ordinal: 0 },
    limit,
  }: { kinds: readonly LossKind[]; reason?: string | undefined; cursor?: LossCursor; limit: number },
): Promise<{ losses: Loss[]; next: LossCursor | null }> {
  const isWanted = (loss: Pick<Loss, 'kind' | 'reason'>) =>
    kinds.includes(loss.kind) && (reason === undefined || loss.reason === reason)
  const losses: Loss[] = []
  for (let from = cursor.shard; from < count; from += PAGE) {
    for (const { index, result } of await shards.range(plan, from, Math.min(count, from + PAGE))) {
      if (!result?.losses.some(isWanted)) continue
      let ordinal = 0
      const skip = index === cursor.shard ? cursor.ordinal : 0
      const reader = await artifacts.open(result.artifact, dataKey)
      try {
        for await (const item of (await openShardFile(reader)).items('losses')) {
          const loss = item as Loss
          if (ordinal++ < skip || !isWanted(loss)) continue
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

/**
 * What a stage lost that no shard of these plans tells: in its finish step, or with shards that were parked. Such losses
 * have a reason and a count, and no place.
 *
 * @param losses all that the stage's result accounts for
 */
export async function lossesWithoutPlace(
  { shards }: { shards: Pick<ShardStore, 'range'> },
  plans: readonly { plan: PlanId; shards: number }[],
  losses: readonly LossCount[],
): Promise<LossCount[]> {
  if (losses.length === 0) return []
  const placed = new LossCounter()
  for (const { plan, shards: count } of plans)
    for (let from = 0; from < count; from += PAGE)
      for (const { result } of await shards.range(plan, from, Math.min(count, from + PAGE)))
        for (const loss of result?.losses ?? []) placed.add(loss)
  const told = placed.list()
  return losses.flatMap((loss) => {
    const { count = 0 } = told.find(({ kind, reason }) => kind === loss.kind && reason === loss.reason) ?? {}
    return loss.count > count ? [{ ...loss, count: loss.count - count }] : []
  })
}

import { isFinal, type Execution, type ParkedShardView, type ShardRecord } from '@techdeck/contracts'
import type { ApiDeps } from '../../deps.ts'

export type ParkedDeps = Pick<ApiDeps, 'shards' | 'executions'>

export interface Parked {
  shard: ShardRecord
  execution: Execution
}

/** More than are ever parked at once where things go well; who has more replays these first. */
export const MOST_PARKED = 1000

/** Parked shards, newest first. Those of plans that a later round replaced are nobody's any more. */
export async function findParked(
  { shards, executions }: ParkedDeps,
  limit = MOST_PARKED,
): Promise<{ parked: Parked[]; more: boolean }> {
  const found = await shards.parked(limit + 1)
  const byId = new Map<string, Execution | null>()
  for (const id of new Set(found.map(({ executionId }) => executionId))) byId.set(id, await executions.get(id))
  const parked = found.slice(0, limit).flatMap((shard) => {
    const execution = byId.get(shard.executionId)
    const isCurrent = execution?.stages[shard.datasetId]?.[shard.stage]?.plans.some(({ plan }) => plan === shard.plan)
    return execution && isCurrent ? [{ shard, execution }] : []
  })
  return { parked, more: found.length > limit }
}

export const toParkedView = ({ shard, execution }: Parked): ParkedShardView => ({
  id: shard.id,
  execution_id: shard.executionId,
  dataset_id: shard.datasetId,
  stage: shard.stage,
  shard: shard.index,
  error_code: shard.errorCode ?? 'INTERNAL_ERROR',
  attempts: shard.claims,
  parked_at: (shard.parkedAt ?? new Date(0)).toISOString(),
  execution_status: execution.status,
  replayable: isFinal(execution.status),
})

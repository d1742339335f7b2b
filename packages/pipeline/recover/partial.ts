import type { Execution, ExecutionError, StageName } from '@techdeck/contracts'
import { USABLE_STAGE_STATUSES } from '@techdeck/contracts/names'

/**
 * What an execution that ended without some of its conversations says of itself; `null` where all came through, were
 * left out for a reason of their own, or wait for a release.
 */
export function partialErrorOf(
  execution: Pick<Execution, 'datasets' | 'stages' | 'stagesPlanned'>,
): ExecutionError | null {
  const { datasets, stagesPlanned, stages } = execution
  const last = stagesPlanned[stagesPlanned.length - 1]
  const missing: NonNullable<ExecutionError['missing']> = []
  let known = 0
  let processed = 0
  for (const { datasetId, weight } of datasets) {
    known += weight
    const chain = stages[datasetId]
    const ended = stagesPlanned.find((stage) => !USABLE_STAGE_STATUSES.includes(chain[stage].status))
    if (ended !== undefined && !USABLE_STAGE_STATUSES.includes(chain[last].status)) {
      missing.push({ dataset_id: datasetId, stage: ended, conversations: weight })
      continue
    }
    let lost = 0
    for (const stage of stagesPlanned) {
      const set = setAside(chain[stage], stage, weight - lost)
      if (set === 0) continue
      lost += set
      missing.push({ dataset_id: datasetId, stage, conversations: set, shards: Number(chain[stage].metrics['parked']) })
    }
    processed += Math.max(0, weight - lost)
  }
  if (missing.length === 0) return null
  const percentage = known > 0 ? Math.min(99.9, Math.floor((processed / known) * 1000) / 10) : 0
  const where = [...new Set(missing.map(({ stage }) => stage))].join(', ')
  return {
    code: 'PARTIAL_PROCESSING',
    message: `${percentage} % of the conversations came through; the rest was set aside in ${where}. A retry goes on with it.`,
    processed_percentage: percentage,
    missing,
  }
}

/** Conversations that parked shards of a stage held. Ingestion counts rows, so there it is what did not come of them. */
function setAside({ metrics, records }: Execution['stages'][string][string], stage: StageName, left: number): number {
  if (!(Number(metrics['parked'] ?? 0) > 0) || !records) return 0
  const count =
    stage === 'ingestion' ? left - (records.conversations ?? 0) : Number(metrics['set_aside'] ?? records.quarantined)
  return Math.max(1, Math.min(left, count))
}

import { addRecords, emptyRecords } from '../record-counts.ts'
import { STAGES, type StageName } from '../stages.ts'
import type { Execution, StageState } from '../entities.ts'
import type { StageStatus } from '../statuses.ts'
import type { ExecutionView, StageView } from './pipeline.ts'

/** An execution in the form of the wire, with and without a server. */
export function toExecutionView(execution: Execution): ExecutionView {
  const planned = STAGES.filter((stage) => execution.stagesPlanned.includes(stage))
  const chains = execution.datasetIds.map((id) => execution.stages[id])
  return {
    id: execution.id,
    user_id: execution.userId,
    dataset_ids: execution.datasetIds,
    status: execution.status,
    execution_mode: execution.executionMode,
    quality_threshold: execution.qualityThreshold,
    enable_bias_detection: execution.enableBiasDetection,
    export_formats: execution.exportFormats,
    created_at: execution.createdAt.toISOString(),
    started_at: isoOrNull(execution.startedAt),
    completed_at: isoOrNull(execution.completedAt),
    stages: planned.map((stage) =>
      aggregate(
        stage,
        chains.map((chain) => chain[stage]),
      ),
    ),
    datasets: execution.datasets.map(({ datasetId: id, version }) => ({
      dataset_id: id,
      version,
      stages: planned.map((stage) => toStageView(stage, execution.stages[id][stage])),
    })),
    metrics: execution.metrics,
    ...(execution.error && { error: execution.error }),
    ...(execution.textGoneAt && { text_gone_at: execution.textGoneAt.toISOString() }),
  }
}

function toStageView(
  stage: StageName,
  { status, startedAt, completedAt, records, metrics, error }: StageState,
): StageView {
  return {
    stage_name: stage,
    status,
    started_at: isoOrNull(startedAt),
    completed_at: isoOrNull(completedAt),
    records: records ?? emptyRecords(),
    metrics,
    ...(error && { error }),
  }
}

/** One entry for a stage over all data sets; metrics stand with each data set, since they do not add up. */
function aggregate(stage: StageName, states: readonly StageState[]): StageView {
  if (states.length === 1) return toStageView(stage, states[0])
  const times = (of: (state: StageState) => Date | null) => states.map(of).filter((time) => time !== null)
  const started = times(({ startedAt }) => startedAt)
  const completed = times(({ completedAt }) => completedAt)
  const error = states.find((state) => state.error)?.error
  return {
    stage_name: stage,
    status: statusOver(states.map(({ status }) => status)),
    started_at: started.length > 0 ? new Date(Math.min(...started.map(Number))).toISOString() : null,
    completed_at:
      completed.length === states.length ? new Date(Math.max(...completed.map(Number))).toISOString() : null,
    records: states.map(({ records }) => records ?? emptyRecords()).reduce(addRecords),
    metrics: {},
    ...(error && { error }),
  }
}

const WORST_FIRST: readonly StageStatus[] = ['failed', 'cancelled', 'skipped', 'partial']

/** Running until all have ended; then what they agree on, or `partial` when only some have a result. */
export function statusOver(statuses: readonly StageStatus[]): StageStatus {
  const all = (...wanted: StageStatus[]) => statuses.every((status) => wanted.includes(status))
  if (all(statuses[0])) return statuses[0]
  if (statuses.some((status) => status === 'pending' || status === 'running')) return 'running'
  if (all('completed', 'reused')) return 'completed'
  if (all(...WORST_FIRST.slice(0, 3))) return WORST_FIRST.find((status) => statuses.includes(status))!
  return 'partial'
}

const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null

import type { Execution, ExecutionError, JsonObject, StageStatus } from '@techdeck/contracts'
import { STAGES, USABLE_STAGE_STATUSES, isFinal } from '@techdeck/contracts/names'
import type { PipelineDeps } from './deps.ts'
import { MOVING } from './move-stages.ts'
import { partialErrorOf } from './recover/index.ts'
import type { RootJob } from './ports.ts'
import { transition } from './transition.ts'

/**
 * Closes an execution whose stages have all ended; also one that was asked to stop. An execution with a stage that has
 * not ended stays as it is: its chain broke, and the reconciler begins a new round.
 */
export async function runRootJob(deps: PipelineDeps, job: RootJob): Promise<void> {
  const execution = await deps.executions.get(job.executionId)
  if (!execution || execution.round !== job.round || isFinal(execution.status)) return
  if (execution.status === 'cancelling') return closeCancelled(deps, execution)
  if (await closeExecution(deps, execution)) return
  const now = await deps.executions.get(execution.id)
  if (now?.status === 'cancelling') await closeCancelled(deps, now)
}

/**
 * Closes an execution as soon as its last stage has ended, without the hops that are left on the queues: what they find
 * then is final. `false` when it is not so far; then the root job does it.
 */
export async function closeWhenEnded(deps: PipelineDeps, { executionId, round }: RootJob): Promise<boolean> {
  const execution = await deps.executions.get(executionId)
  return execution?.round === round && MOVING.includes(execution.status as never) && closeExecution(deps, execution)
}

/** cancelling → cancelled, and so every stage that has not ended. */
export async function closeCancelled(deps: PipelineDeps, execution: Execution): Promise<void> {
  const completedAt = deps.clock.now()
  for (const datasetId of execution.datasetIds)
    for (const stage of execution.stagesPlanned) {
      if (!NOT_ENDED.includes(execution.stages[datasetId][stage].status)) continue
      const set = { status: 'cancelled' as const, completedAt }
      await transition(deps, execution, { from: ['cancelling'], stage: { datasetId, stage, from: NOT_ENDED, set } })
    }
  await transition(deps, execution, {
    from: ['cancelling'],
    to: 'cancelled',
    set: { completedAt },
    event: { key: `pipeline.cancelled.r${execution.round}`, event: 'pipeline.cancelled', data: {} },
  })
}

/** Running → completed, partial or failed, when every stage has ended; `false` when something else came first. */
export async function closeExecution(deps: PipelineDeps, execution: Execution): Promise<boolean> {
  const chains = execution.datasetIds.map((id) => execution.stagesPlanned.map((stage) => execution.stages[id][stage]))
  if (chains.flat().some(({ status }) => NOT_ENDED.includes(status))) return false
  const status = outcomeOf(execution)
  const metrics = metricsOf(execution, deps.clock.now())
  const error = errorOf(execution, status)
  return transition(deps, execution, {
    from: ['queued', 'running'],
    round: execution.round,
    to: status,
    set: {
      completedAt: deps.clock.now(),
      metrics,
      error,
    },
    event: {
      key: `pipeline.${status}.r${execution.round}`,
      event: `pipeline.${status}`,
      data: { metrics, ...(error && { error: toJson(error) }) },
    },
  })
}

function errorOf(execution: Execution, status: 'completed' | 'partial' | 'failed'): ExecutionError | null {
  if (status === 'completed') return null
  if (status === 'partial') return partialErrorOf(execution)
  const states = execution.datasetIds.flatMap((id) =>
    execution.stagesPlanned.map((stage) => execution.stages[id][stage]),
  )
  return states.find(({ error }) => error)?.error ?? NOTHING_CAME_THROUGH
}

const toJson = (error: ExecutionError): JsonObject => ({
  ...error,
  missing: (error.missing ?? []).map((each) => ({ ...each })),
})

const NOT_ENDED: readonly StageStatus[] = ['pending', 'running']
const NOTHING_CAME_THROUGH = { code: 'PROCESSING_ERROR_FINAL', message: 'No conversation reached the last stage.' }

function outcomeOf({
  datasetIds,
  stages,
  stagesPlanned,
  executionMode,
}: Execution): 'completed' | 'partial' | 'failed' {
  const all = datasetIds.flatMap((id) => stagesPlanned.map((stage) => stages[id][stage]))
  if (all.every(({ status, records }) => WHOLE.includes(status) && !records?.withheld)) return 'completed'
  const last = stagesPlanned[stagesPlanned.length - 1]
  const arrived = datasetIds.some((id) => {
    const { status, records } = stages[id][last]
    return USABLE_STAGE_STATUSES.includes(status) && (records?.in ?? 0) > 0
  })
  return arrived && executionMode !== 'strict' ? 'partial' : 'failed'
}

const WHOLE: readonly StageStatus[] = ['completed', 'reused']

function metricsOf({ datasetIds, stages, stagesPlanned, startedAt }: Execution, now: Date): JsonObject {
  const durationMs = startedAt ? now.getTime() - startedAt.getTime() : 0
  const made = datasetIds.reduce((sum, id) => sum + (stages[id].ingestion?.records?.conversations ?? 0), 0)
  const last = STAGES.findLast((stage) => stagesPlanned.includes(stage))!
  return {
    duration_ms: durationMs,
    conversations_in: made,
    conversations_out: datasetIds.reduce((sum, id) => sum + (stages[id][last].records?.out ?? 0), 0),
    conversations_per_s: durationMs > 0 ? Math.round((made / durationMs) * 1_000_000) / 1000 : 0,
  }
}

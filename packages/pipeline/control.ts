import { USABLE_STAGE_STATUSES, type Execution, type StageName } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import type { PipelineDeps } from './deps.ts'

/**
 * Asks an execution to stop: nothing new is queued, work under way is told to stop, and the root or the reconciler sets
 * `cancelled`. Cancelling one that is cancelling already changes nothing.
 *
 * @throws {@link ConflictError} when it has ended
 */
export async function cancelExecution(
  deps: Pick<PipelineDeps, 'executions' | 'events'>,
  execution: Execution,
): Promise<void> {
  const { applied } = await deps.executions.transition(execution.id, {
    from: ['initializing', 'queued', 'running'],
    to: 'cancelling',
  })
  if (!applied) {
    const now = await deps.executions.get(execution.id)
    if (now?.status !== 'cancelling')
      throw new ConflictError('The execution has ended; there is nothing to cancel.', {
        details: { status: now?.status },
      })
  }
  await deps.events.publishCancel(execution.id).catch(() => {})
}

/**
 * Continues a partial, failed or cancelled execution from its checkpoints: the same id, a new round, parked shards
 * opened, finished stages kept. Stages after one that runs again run again too, since their input may change.
 *
 * @throws {@link ConflictError} when it is still running, or completed
 */
export async function retryExecution(
  deps: Pick<PipelineDeps, 'executions' | 'shards' | 'flows'>,
  execution: Execution,
): Promise<void> {
  refuseUnlessEnded(execution)
  const reset = execution.datasetIds.flatMap((datasetId) =>
    stagesToRepeat(execution, datasetId).map((stage) => ({ datasetId, stage })),
  )
  for (const { plan } of plansOf(execution, reset)) await deps.shards.reopen(plan)
  await beginRound(deps, execution, reset)
}

/** Shards of one execution, as somebody chose them among those that are parked. */
export interface ParkedShards {
  datasetId: string
  stage: StageName
  plan: string
  index: number
}

/**
 * Works again on some parked shards of an execution that ended, and on the stages after theirs, in a new round; shards
 * that are done, and those parked that are not named, stay as they are.
 *
 * @returns how many were parked, and are open now
 * @throws {@link ConflictError} when it is still running, or completed
 */
export async function replayShards(
  deps: Pick<PipelineDeps, 'executions' | 'shards' | 'flows'>,
  execution: Execution,
  chosen: readonly ParkedShards[],
): Promise<number> {
  refuseUnlessEnded(execution)
  const reset = execution.datasetIds.flatMap((datasetId) => {
    const stages = chosen.flatMap((shard) => (shard.datasetId === datasetId ? [shard.stage] : []))
    const first = execution.stagesPlanned.findIndex((stage) => stages.includes(stage))
    return first < 0 ? [] : execution.stagesPlanned.slice(first).map((stage) => ({ datasetId, stage }))
  })
  const opened = await Promise.all(chosen.map(({ plan, index }) => deps.shards.reopen(plan, index)))
  await beginRound(deps, execution, reset)
  return opened.reduce((sum, count) => sum + count, 0)
}

function refuseUnlessEnded({ status, textGoneAt }: Execution): void {
  if (!['partial', 'failed', 'cancelled'].includes(status))
    throw new ConflictError(`A ${status} execution cannot be retried.`, { details: { status } })
  if (textGoneAt)
    throw new ConflictError('The text from which it would go on is gone.', {
      details: { status, text_gone_at: textGoneAt.toISOString() },
      userMessage:
        'The text from which this run would go on is gone, since its retention is over. Run the data set again.',
    })
}

async function beginRound(
  deps: Pick<PipelineDeps, 'executions' | 'flows'>,
  execution: Execution,
  reset: { datasetId: string; stage: StageName }[],
): Promise<void> {
  if (!(await deps.executions.restart(execution.id, execution.round, reset)))
    throw new ConflictError('The execution was changed meanwhile.', { details: { status: execution.status } })
  // Without a queue the reconciler adds the flow.
  await deps.flows.addFlow({ ...execution, round: execution.round + 1 }).catch(() => {})
}

function stagesToRepeat({ stages, stagesPlanned }: Execution, datasetId: string): StageName[] {
  const first = stagesPlanned.findIndex((stage) => {
    const { status, metrics } = stages[datasetId][stage]
    return !USABLE_STAGE_STATUSES.includes(status) || Number(metrics.parked ?? 0) > 0
  })
  return first < 0 ? [] : stagesPlanned.slice(first)
}

function plansOf({ stages }: Execution, reset: { datasetId: string; stage: StageName }[]): { plan: string }[] {
  return reset.flatMap(({ datasetId, stage }) => stages[datasetId][stage].plans)
}

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
  if (!['partial', 'failed', 'cancelled'].includes(execution.status))
    throw new ConflictError(`A ${execution.status} execution cannot be retried.`, {
      details: { status: execution.status },
    })
  const reset = execution.datasetIds.flatMap((datasetId) =>
    stagesToRepeat(execution, datasetId).map((stage) => ({ datasetId, stage })),
  )
  for (const { plan } of plansOf(execution, reset)) await deps.shards.reopen(plan)
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

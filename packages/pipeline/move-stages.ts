import type { Execution } from '@techdeck/contracts'
import type { PipelineDeps } from './deps.ts'
import type { NewEvent, StageChange } from './ports.ts'
import { transition } from './transition.ts'

/** Executions whose stages may move. */
export const MOVING = ['queued', 'running'] as const

/**
 * Changes stages of one chain in one write; the first such change of an execution also starts it. `false` when the
 * stages, or the round, have moved on.
 */
export async function moveStages(
  deps: PipelineDeps,
  execution: Execution,
  changes: readonly { stage: StageChange; event: NewEvent }[],
): Promise<boolean> {
  const { round } = execution
  if (execution.status === 'queued') {
    const started = await transition(deps, execution, {
      from: ['queued'],
      round,
      to: 'running',
      set: { startedAt: deps.clock.now() },
      event: startOf(execution),
      followedBy: changes,
    })
    // Another chain of the execution may have started it meanwhile.
    if (started) return true
  }
  return transition(deps, execution, { from: ['running'], round, followedBy: changes })
}

const startOf = ({ round, executionMode, datasetIds, stagesPlanned }: Execution): NewEvent => ({
  key: `pipeline.started.r${round}`,
  event: 'pipeline.started',
  data: { execution_mode: executionMode, dataset_ids: datasetIds, stages: stagesPlanned },
})

import type { Execution, StageName, StageState } from '@techdeck/contracts'
import { USABLE_STAGE_STATUSES, isFinal } from '@techdeck/contracts/names'
import { AppError, HandedBack, describeError } from '@techdeck/core'
import { CONTRACTS } from '@techdeck/stages/contracts'
import type { PipelineDeps } from './deps.ts'
import { finishStage } from './finish-stage.ts'
import { outputsOf } from './outputs.ts'
import { openPhases, phasesOf, type PlannedPhase, type StageRun } from './phases.ts'
import { reuseKeyOf } from './plan.ts'
import type { NewEvent, StageJob, StageStep } from './ports.ts'
import { reuseStages } from './reuse.ts'
import { MOVING, moveStages } from './move-stages.ts'
import { openDataset } from './task-base.ts'
import { transition } from './transition.ts'

/**
 * One run of a stage's job; it may run any number of times. Says which shards to wait for, or finishes the stage when
 * none is open. What to do is decided by the records alone, never by what a queue says of children.
 *
 * @throws {@link HandedBack} after `signal` aborted in the finish step, which then runs again
 * @throws what is worth another attempt; what is not becomes the stage's failure.
 */
export async function runStageJob(deps: PipelineDeps, job: StageJob, signal: AbortSignal): Promise<Advance> {
  const execution = await deps.executions.get(job.executionId)
  if (!execution || execution.round !== job.round || !MOVING.includes(execution.status as never)) return PASSED
  const state = execution.stages[job.datasetId]?.[job.stage]
  if (!state || !['pending', 'running'].includes(state.status)) return PASSED
  try {
    return await advanceStage(deps, execution, job, state, signal)
  } catch (error) {
    if (signal.aborted) throw new HandedBack('The stage was handed back.', { cause: error })
    if (!(error instanceof AppError) || error.retryable) throw error
    await failStage(deps, execution, job, error)
    return ended(execution, job.stage)
  }
}

interface Advance extends StageStep {
  /** Whether anything changed that watchers see. */
  moved: boolean
  /** Whether the chain's last stage has ended by it. */
  last: boolean
}

const PASSED: Advance = { wait: null, moved: false, last: false }

const ended = ({ stagesPlanned }: Execution, stage: StageName): Advance => ({
  wait: null,
  moved: true,
  last: stage === stagesPlanned.at(-1),
})

async function advanceStage(
  deps: PipelineDeps,
  execution: Execution,
  job: StageJob,
  state: StageState,
  signal: AbortSignal,
): Promise<Advance> {
  const contract = CONTRACTS[job.stage]
  const stages = execution.stages[job.datasetId]
  const before = contract.after && stages[contract.after].status
  // The job of the stage before gave up without an end: its chain is broken, and the reconciler begins a new round.
  if (before === 'pending' || before === 'running') return PASSED
  if (before && !USABLE_STAGE_STATUSES.includes(before)) {
    await skipStage(deps, execution, job)
    return ended(execution, job.stage)
  }
  const reused = state.status === 'pending' ? await reuseStages(deps, execution, job) : null
  if (reused) return ended(execution, reused)
  const { dataset } = await openDataset(deps, execution, job.datasetId)
  const outputs = outputsOf(contract, stages)
  const reuseKey = reuseKeyOf(execution, dataset.id, contract, outputs)
  const run: StageRun = { execution, dataset, contract, outputs, reuseKey, stage: job.stage }

  if (state.status === 'pending') await startStage(deps, execution, job, phasesOf(deps, run))
  const phases: PlannedPhase[] = []
  for await (const phase of openPhases(deps, run)) {
    if (phase.open.length > 0)
      return {
        wait: { plan: phase.plan, phase: phase.name, of: phase.shards, indices: phase.open },
        moved: true,
        last: false,
      }
    phases.push(phase)
  }
  await finishStage(deps, { ...run, job, phases }, signal)
  return ended(execution, job.stage)
}

async function startStage(
  deps: PipelineDeps,
  execution: Execution,
  { datasetId, stage, round }: StageJob,
  phases: { name: string; plan: string; shards: number }[],
): Promise<void> {
  const plans = phases.map(({ name, plan, shards }) => ({ phase: name, plan, shards }))
  await moveStages(deps, execution, [
    {
      stage: { datasetId, stage, from: ['pending'], set: { status: 'running', startedAt: deps.clock.now(), plans } },
      event: { key: `${datasetId}.${stage}.started.r${round}`, event: `${stage}.started`, stage, datasetId, data: {} },
    },
  ])
}

async function skipStage(deps: PipelineDeps, execution: Execution, job: StageJob): Promise<void> {
  const { datasetId, stage, round } = job
  await endStage(
    deps,
    execution,
    job,
    { status: 'skipped' },
    {
      key: `${datasetId}.${stage}.skipped.r${round}`,
      event: `${stage}.completed`,
      data: { status: 'skipped' },
    },
  )
}

async function failStage(deps: PipelineDeps, execution: Execution, job: StageJob, error: AppError): Promise<void> {
  const { datasetId, stage, round } = job
  const { code, message } = describeError(error)
  deps.logger.error({ executionId: execution.id, datasetId, stage, err: error }, 'A stage failed')
  await endStage(
    deps,
    execution,
    job,
    { status: 'failed', error: { code, message } },
    {
      key: `${datasetId}.${stage}.error.r${round}`,
      event: 'stage.error',
      data: { error_code: code, message, recoverable: false },
    },
  )
}

/** Ends a stage that has no result. */
async function endStage(
  deps: PipelineDeps,
  execution: Execution,
  { datasetId, stage, round }: StageJob,
  state: Pick<StageState, 'status'> & Partial<StageState>,
  event: Pick<NewEvent, 'key' | 'event' | 'data'>,
): Promise<void> {
  await transition(deps, execution, {
    from: MOVING,
    round,
    stage: {
      datasetId,
      stage,
      from: ['pending', 'running'],
      set: { ...state, completedAt: deps.clock.now() },
    },
    event: { ...event, stage, datasetId },
  })
}

/** Whether an execution still wants work of this round done. */
export const wantsWork = (execution: Execution | null, round: number): execution is Execution =>
  execution !== null && execution.round === round && !isFinal(execution.status) && execution.status !== 'cancelling'

import { createHash } from 'node:crypto'
import type { Execution, Json, JsonObject, Records, StageExecution, StageName, StageStatus } from '@techdeck/contracts'
import { emptyRecords, isConserved } from '@techdeck/contracts/names'
import { ProcessingFinalError, newId } from '@techdeck/core'
import { CONTRACTS } from '@techdeck/stages/contracts'
import type { PipelineDeps } from './deps.ts'
import { LossCounter, countLosses } from './losses.ts'
import { handedTo } from './handed-to.ts'
import { type PlannedPhase, type StageRun } from './phases.ts'
import type { NewEvent, StageChange, StageJob } from './ports.ts'
import { MOVING, moveStages } from './move-stages.ts'
import { comparedTasks } from './compare-with.ts'
import { openDataset, taskBaseOf } from './task-base.ts'
import type { FinishOutcome, LossCount } from './tasks.ts'
import { transition } from './transition.ts'

const SHARD_PARKED = 'shard_parked'

/** Shard records that are read at once. */
const PAGE = 256

interface Tally {
  in: number
  out: number
  conversations: number
  parked: number
  /** Of all shards in order; `null` where one is parked. */
  artifacts: (string | null)[]
  losses: LossCount[]
  summary: Json
  hash: string
  durationMs: number
}

/**
 * Closes a stage whose shards are all done or parked: checks that every record is accounted for, runs the stage's
 * finish step, keeps the result, and only then moves the stage's state with its event. May run again after a crash, or
 * after `signal` aborted: between two pages of records, or in the finish step. Nothing is kept by then.
 *
 * @throws {@link ProcessingFinalError} when records do not add up
 */
export async function finishStage(
  deps: PipelineDeps,
  { phases, job, ...run }: Omit<StageRun, 'stage'> & { job: StageJob; phases: PlannedPhase[] },
  signal: AbortSignal,
): Promise<void> {
  const { execution, dataset, contract, reuseKey } = run
  const tallies: Tally[] = []
  for (const phase of phases) tallies.push(await tallyOf(deps, job.stage, phase, signal))
  const expected = handedTo(job.stage, execution.stages[dataset.id], dataset.files)
  const { records: counted, losses, parked } = accountFor(job.stage, expected, tallies)
  const last = tallies[tallies.length - 1]
  if (parked > 0 && last.artifacts.every((artifact) => artifact === null))
    throw new ProcessingFinalError(`No shard of ${job.stage} could be processed.`, { details: { parked } })

  const outcome = await runFinishStep(deps, run, job, last, counted, losses, signal)
  const dropped = outcome.dropped.reduce((sum, { count }) => sum + count, 0)
  const records = countLosses({ ...counted, out: counted.out - dropped }, outcome.dropped)
  assertConserved(job.stage, records)

  const plan = phases[phases.length - 1]
  const setAside = losses.find(({ reason }) => reason === SHARD_PARKED)?.count ?? 0
  const status: StageStatus = parked > 0 || records.withheld > 0 ? 'partial' : 'completed'
  const completedAt = deps.clock.now()
  const startedAt = execution.stages[dataset.id][job.stage].startedAt
  const result: StageExecution = {
    id: [execution.id, dataset.id, job.stage].join('.'),
    pipelineId: execution.id,
    workspaceId: execution.workspaceId,
    datasetId: dataset.id,
    stageName: job.stage,
    status,
    startedAt,
    completedAt,
    reuseKey,
    inputData: { records_in: records.in, version: contract.version },
    outputData: {
      output: {
        plan: plan.plan,
        shards: plan.shards,
        manifestHash: createHash('sha256')
          .update(last.hash)
          .update(outcome.overlayHash ?? '')
          .digest('hex'),
        ...(outcome.overlay !== undefined && { overlay: outcome.overlay }),
        ...(outcome.drops !== undefined && { drops: outcome.drops }),
        ...(outcome.placed !== undefined && { placed: outcome.placed }),
        ...(outcome.index !== undefined && { index: outcome.index }),
      },
      records,
      losses: mergeLosses([losses, outcome.dropped]),
      summary: last.summary,
      report: outcome.report,
      files: outcome.files,
    },
    metrics: {
      shards: plan.shards,
      parked,
      ...(setAside > 0 && { set_aside: setAside }),
      compute_ms: tallies.reduce((sum, { durationMs }) => sum + durationMs, 0),
    },
  }
  await deps.results.save(
    result,
    // One of each a stage, so that a finish step that runs again replaces what it said before.
    outcome.validation && {
      ...outcome.validation,
      id: result.id,
      stageId: result.id,
      workspaceId: execution.workspaceId,
    },
    outcome.bias && {
      ...outcome.bias,
      id: result.id,
      stageId: result.id,
      workspaceId: execution.workspaceId,
      detectedAt: completedAt,
    },
  )
  const durationMs = startedAt ? completedAt.getTime() - startedAt.getTime() : 0
  if (parked > 0) await tellMissing(deps, execution, job, { known: records.in, setAside, parked })
  await moveStages(deps, execution, [closingOf(deps, job, status, result, durationMs)])
}

/** Says of a stage that goes on without its parked shards what is missing. */
async function tellMissing(
  deps: PipelineDeps,
  execution: Execution,
  { datasetId, stage, round }: StageJob,
  { known, setAside, parked }: { known: number; setAside: number; parked: number },
): Promise<void> {
  const percentage = known > 0 ? Math.floor((1 - setAside / known) * 1000) / 10 : 0
  await transition(deps, execution, {
    from: MOVING,
    round,
    event: {
      key: `${datasetId}.${stage}.partial.r${round}`,
      event: 'stage.error',
      stage,
      datasetId,
      data: {
        error_code: 'PARTIAL_PROCESSING',
        recoverable: true,
        partial_result: true,
        processed_percentage: percentage,
        missing: { records: setAside, shards: parked },
      },
    },
  })
}

/** How a stage's state ends, with its event. */
export function closingOf(
  { clock }: Pick<PipelineDeps, 'clock'>,
  { datasetId, stage, round }: StageJob,
  status: StageStatus,
  { outputData: { output, records, losses }, metrics }: StageExecution,
  durationMs: number,
): { stage: StageChange; event: NewEvent } {
  return {
    stage: {
      datasetId,
      stage,
      from: ['pending', 'running'],
      set: { status, completedAt: clock.now(), records, output, metrics },
    },
    event: {
      key: `${datasetId}.${stage}.completed.r${round}`,
      event: `${stage}.completed`,
      stage,
      datasetId,
      data: {
        status,
        result: {
          records: { ...records } as JsonObject,
          losses: losses.map((loss) => ({ ...loss })),
          duration_ms: durationMs,
          manifest: output.manifestHash,
        },
      },
    },
  }
}

async function tallyOf(
  { shards, stages }: PipelineDeps,
  stage: StageName,
  { plan, shards: count }: PlannedPhase,
  signal: AbortSignal,
): Promise<Tally> {
  const { summary: kind } = stages[stage]
  const hash = createHash('sha256')
  const losses: LossCount[][] = []
  const tally: Tally = {
    in: 0,
    out: 0,
    conversations: 0,
    parked: 0,
    artifacts: [],
    losses: [],
    summary: kind.empty(),
    hash: '',
    durationMs: 0,
  }
  for (let from = 0; from < count; from += PAGE) {
    signal.throwIfAborted()
    for (const record of await shards.range(plan, from, Math.min(count, from + PAGE))) {
      const result = record.result
      tally.artifacts.push(result?.artifact ?? null)
      hash.update(result?.hash ?? 'parked')
      if (!result) {
        tally.parked++
        continue
      }
      tally.in += result.records.in
      tally.out += result.records.out
      tally.conversations += result.records.conversations ?? 0
      tally.durationMs += result.durationMs
      tally.summary = kind.merge(tally.summary, result.summary)
      losses.push(result.losses)
    }
  }
  return { ...tally, losses: mergeLosses(losses), hash: hash.digest('hex') }
}

/** Chains the phases: each has to account for what the one before handed on; what parked shards held is quarantined. */
function accountFor(
  stage: StageName,
  expected: number,
  tallies: Tally[],
): { records: Records; losses: LossCount[]; parked: number } {
  let records = { ...emptyRecords(), in: expected, out: expected }
  let parked = 0
  const losses: LossCount[][] = []
  for (const tally of tallies) {
    const missing = records.out - tally.in
    if (missing < 0 || (missing > 0 && tally.parked === 0))
      throw new ProcessingFinalError(`${stage} was handed ${records.out} records and saw ${tally.in}.`, {
        details: { stage, expected: records.out, seen: tally.in },
      })
    const lost: LossCount[] = missing > 0 ? [{ kind: 'quarantined', reason: SHARD_PARKED, count: missing }] : []
    losses.push(tally.losses, lost)
    parked += tally.parked
    records = countLosses({ ...records, out: tally.out }, [...tally.losses, ...lost])
  }
  if (stage === 'ingestion') records.conversations = tallies[tallies.length - 1].conversations
  return { records, losses: mergeLosses(losses), parked }
}

function assertConserved(stage: StageName, records: Records): void {
  if (isConserved(records)) return
  throw new ProcessingFinalError(`${stage} does not account for all of its records.`, { details: { ...records } })
}

function mergeLosses(lists: LossCount[][]): LossCount[] {
  const counter = new LossCounter()
  for (const list of lists) for (const loss of list) counter.add(loss)
  return counter.list()
}

async function runFinishStep(
  deps: PipelineDeps,
  { execution, dataset }: Omit<StageRun, 'stage'>,
  { datasetId, stage }: StageJob,
  { artifacts, summary }: Tally,
  records: Records,
  losses: LossCount[],
  signal: AbortSignal,
): Promise<FinishOutcome> {
  const before = execution.stagesPlanned.slice(0, execution.stagesPlanned.indexOf(stage))
  const results = await Promise.all(before.map((name) => deps.results.get(execution.id, datasetId, name)))
  const earlier = Object.fromEntries(
    results.flatMap((result) => {
      if (!result) return []
      const { summary: was, report, records: had } = result.outputData
      return [[result.stageName, { summary: was, report, records: had, version: CONTRACTS[result.stageName].version }]]
    }),
  )
  const output = `${dataset.id}/${execution.id}/${stage}/finish.${newId()}`
  const run = { executionId: execution.id, startedAt: execution.startedAt?.toISOString() ?? null }
  const open = await openDataset(deps, execution, datasetId)
  const compared = CONTRACTS[stage].reads.includes('compared') ? await comparedTasks(deps, execution, datasetId) : []
  const task = {
    ...taskBaseOf(deps, execution, open, stage),
    artifacts,
    summary,
    records,
    losses,
    earlier,
    run,
    output,
  }
  return deps.compute.finish({ ...task, ...(compared.length > 0 && { compared }) }, signal)
}

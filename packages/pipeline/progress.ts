import type { Execution, ExecutionDataset, StageName, StageState, Tracker } from '@techdeck/contracts'
import { USABLE_STAGE_STATUSES, cursorOf, isFinal } from '@techdeck/contracts/names'
import { CONTRACTS } from '@techdeck/stages/contracts'
import type { PipelineDeps } from './deps.ts'
import { handedTo } from './handed-to.ts'

export type TrackerDeps = Pick<PipelineDeps, 'executions' | 'datasets' | 'shards' | 'progress' | 'clock'>

/** How far the first stage of each data set without a usable result is, in [0, 1]; by data set id. */
export type Fractions = { [datasetId: string]: number }

/**
 * The progress of an execution:
 * ⌊(completed stages + fraction of the current one) / stages planned × 100⌋, several data sets weighted by the
 * conversations that inspection counted. 100 only when it has ended. A stage that failed counts as far as it came.
 * Of an execution that has ended it says the same whenever it is asked for.
 */
export function trackerOf(execution: Execution, fractions: Fractions, records: Tracker['records'], now: Date): Tracker {
  const { stagesPlanned, stages, datasets, status, startedAt, completedAt } = execution
  const updated = (isFinal(status) && completedAt) || now
  const weights = datasets.reduce((sum, { weight }) => sum + weight, 0)
  const share = datasets.reduce((sum, { datasetId, weight }) => {
    const completed = stagesPlanned.filter((stage) => isComplete(stages[datasetId][stage])).length
    const current = completed < stagesPlanned.length ? (fractions[datasetId] ?? 0) : 0
    return sum + weight * ((completed + Math.min(1, current)) / stagesPlanned.length)
  }, 0)
  const progress = Math.min(isFinal(status) ? 100 : 99, Math.floor((share / weights) * 100 + 1e-9))
  const completed = stagesPlanned.filter((stage) =>
    datasets.every(({ datasetId }) => isComplete(stages[datasetId][stage])),
  )
  return {
    execution_id: execution.id,
    type: 'pipeline_execution',
    status,
    progress: status === 'completed' ? 100 : progress,
    current_stage: currentStage(execution, completed),
    total_stages: stagesPlanned.length,
    completed_stages: completed,
    stage_progress: Object.fromEntries(
      stagesPlanned.map((stage) => [stage, stageProgress(execution, stage, fractions, weights)]),
    ),
    dataset_ids: execution.datasetIds,
    start_time: startedAt?.toISOString() ?? null,
    estimated_completion: estimate(startedAt, share / weights, status, now),
    last_updated: updated.toISOString(),
    records,
    subscribers: 0,
    cursor: cursorOf(execution.epoch, execution.seq),
  }
}

const isComplete = ({ status }: StageState): boolean => USABLE_STAGE_STATUSES.includes(status)

function currentStage(
  { status, stagesPlanned, stages, datasetIds, startedAt }: Execution,
  completed: StageName[],
): string {
  if (isFinal(status)) return 'completed'
  if (!startedAt) return 'initialization'
  const begun = stagesPlanned.filter((stage) => datasetIds.some((id) => stages[id][stage].status === 'running'))
  return begun[0] ?? stagesPlanned.find((stage) => !completed.includes(stage)) ?? 'completed'
}

function stageProgress(
  { stages, stagesPlanned, datasets }: Execution,
  stage: StageName,
  fractions: Fractions,
  weights: number,
): number {
  const share = datasets.reduce((sum, { datasetId, weight }) => {
    const current = stagesPlanned.find((planned) => !isComplete(stages[datasetId][planned]))
    const done = isComplete(stages[datasetId][stage])
      ? 1
      : stage === current
        ? Math.min(1, fractions[datasetId] ?? 0)
        : 0
    return sum + weight * done
  }, 0)
  return Math.floor((share / weights) * 100 + 1e-9)
}

function estimate(startedAt: Date | null, share: number, status: Execution['status'], now: Date): string | null {
  if (!startedAt || share <= 0 || isFinal(status)) return null
  const elapsed = now.getTime() - startedAt.getTime()
  return new Date(startedAt.getTime() + elapsed / share).toISOString()
}

/** Shows progress after commits, at most every `everyMs` an execution; the last one is never left out. */
export class ProgressTracker {
  readonly #deps: TrackerDeps & Pick<PipelineDeps, 'logger'>
  readonly #everyMs: number
  readonly #pending = new Map<string, NodeJS.Timeout>()

  constructor(deps: TrackerDeps & Pick<PipelineDeps, 'logger'>, everyMs = 250) {
    this.#deps = deps
    this.#everyMs = everyMs
  }

  /** Says that something of an execution was committed. */
  note(executionId: string): void {
    if (this.#pending.has(executionId)) return
    const timer = setTimeout(() => {
      this.#pending.delete(executionId)
      this.show(executionId).catch((error: unknown) =>
        this.#deps.logger.debug({ executionId, err: error }, 'Progress could not be shown'),
      )
    }, this.#everyMs)
    this.#pending.set(executionId, timer)
  }

  /** Computes the tracker from the records and shows it; `null` when there is no such execution. */
  show(executionId: string): Promise<Tracker | null> {
    return showTracker(this.#deps, executionId)
  }

  /** Drops what is pending; called at shutdown. */
  close(): void {
    for (const timer of this.#pending.values()) clearTimeout(timer)
    this.#pending.clear()
  }
}

/** Computes the tracker from the records and shows it; `null` when there is no such execution. */
export async function showTracker(deps: TrackerDeps, executionId: string): Promise<Tracker | null> {
  const tracker = await readTracker(deps, executionId)
  if (tracker) await deps.progress.publish(tracker)
  return tracker
}

/** The tracker by the records, with the board's counts where it has them and the shard records where it lost them. */
export async function readTracker(deps: TrackerDeps, executionId: string): Promise<Tracker | null> {
  // Taken before the records are read, so that what is newer by the clock is not older by the records.
  const now = deps.clock.now()
  const execution = await deps.executions.get(executionId)
  if (!execution) return null
  const fractions: Fractions = {}
  const records = { known: 0, done: 0, quarantined: 0 }
  for (const { datasetId, version, weight } of execution.datasets) {
    const stages = execution.stages[datasetId]
    const last = execution.stagesPlanned.findLast((stage) => stages[stage].records)
    records.quarantined += execution.stagesPlanned.reduce(
      (sum, stage) => sum + (stages[stage].records?.quarantined ?? 0),
      0,
    )
    const current = execution.stagesPlanned.find((stage) => !isComplete(stages[stage]))
    const found = current && (await fractionOf(deps, { datasetId, version }, current, stages))
    fractions[datasetId] = found?.fraction ?? 0
    records.known += found?.known ?? (last ? (stages[last].records?.in ?? 0) : weight)
    records.done += found?.done ?? (last ? (stages[last].records?.in ?? 0) : 0)
    records.quarantined += found?.quarantined ?? 0
  }
  return trackerOf(execution, fractions, records, now)
}

async function fractionOf(
  deps: Pick<PipelineDeps, 'datasets' | 'shards' | 'progress'>,
  { datasetId, version }: Pick<ExecutionDataset, 'datasetId' | 'version'>,
  stage: StageName,
  stages: { [stage: string]: StageState },
): Promise<{ fraction: number; known: number; done: number; quarantined: number } | null> {
  const { plans } = stages[stage]
  if (plans.length === 0) return null
  const counts = []
  for (const { plan, shards } of plans)
    counts.push((await deps.progress.counted(plan)) ?? (await recount(deps, plan, shards)))
  // Only the first stage counts what inspection found in the files.
  const dataset = CONTRACTS[stage].after ? null : await deps.datasets.atVersion(datasetId, version)
  const known = handedTo(stage, stages, dataset?.files ?? [])
  const done = counts.reduce((sum, count) => sum + count.in, 0)
  const shares = counts.map((count, at) =>
    // What reads the files has ranges of about as many bytes as shards, however long their rows are.
    dataset && at === 0 ? shareOf(count.shards, plans[at].shards) : shareOf(count.in, known),
  )
  const quarantined = counts.reduce((sum, count) => sum + count.quarantined, 0)
  return {
    fraction: shares.reduce((sum, share) => sum + share, 0) / plans.length,
    known,
    done: Math.min(known, Math.floor(done / plans.length)),
    quarantined,
  }
}

const shareOf = (done: number, all: number): number => (all > 0 ? Math.min(1, done / all) : 0)

async function recount(
  { shards, progress }: Pick<PipelineDeps, 'shards' | 'progress'>,
  plan: string,
  count: number,
): Promise<{ shards: number; in: number; quarantined: number }> {
  const done: { index: number; in: number; quarantined: number }[] = []
  for (let from = 0; from < count; from += 256)
    for (const { index, result } of await shards.range(plan, from, Math.min(count, from + 256)))
      if (result) done.push({ index, in: result.records.in, quarantined: result.records.quarantined })
  await progress.reset(plan, done).catch(() => {})
  return done.reduce(
    (sum, shard) => ({
      shards: sum.shards + 1,
      in: sum.in + shard.in,
      quarantined: sum.quarantined + shard.quarantined,
    }),
    { shards: 0, in: 0, quarantined: 0 },
  )
}

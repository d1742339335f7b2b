import { randomBytes } from 'node:crypto'
import type { Execution, StageName } from '@techdeck/contracts'
import { shardId } from '@techdeck/contracts/names'
import { AppError, HandedBack, ProcessingError, RETRIES, describeError } from '@techdeck/core'
import { CONTRACTS } from '@techdeck/stages/contracts'
import { tellCheckpoint } from './checkpoint.ts'
import type { PipelineDeps } from './deps.ts'
import { phasesOf, sourceOf, type StageRun } from './phases.ts'
import { reuseKeyOf } from './plan.ts'
import type { ShardJob } from './ports.ts'
import { shardSource } from './shard-sources.ts'
import { outputsOf } from './outputs.ts'
import { judge, type Verdict } from './recover/index.ts'
import { wantsWork } from './stage-job.ts'
import { openDataset, taskBaseOf } from './task-base.ts'
import type { ShardInput, ShardSource, ShardTask } from './tasks.ts'
import { transition } from './transition.ts'

/** Claims that were neither committed nor handed back, after which a shard is poison. */
const MAX_CLAIMS = 1 + RETRIES.count
/** How long work on a shard may take; one of 2 MiB takes seconds. */
const SHARD_MS = 10 * 60_000
/** Of a shard that took too long each time, or that the time of its round ran out for. */
const DEADLINE = 'DEADLINE_EXCEEDED'
/**
 * Such claims after which a shard is suspected of ending the processes that work on it, and worked on alone: whoever is
 * at work beside one that does loses a claim with it.
 */
const SUSPECT_CLAIMS = 2

/**
 * Works on one shard by the commit protocol: claim, artifact, compare-and-set, successor. The first commit wins; a
 * second run finds it and only adds the successor. Afterwards the shard is done or parked, or this throws.
 *
 * @param alone whether the process does nothing else meanwhile
 * @returns `false` when nothing was done, since the shard is suspect and has to be worked on alone
 * @throws {@link HandedBack} after `signal` aborted; the claim is taken back
 * @throws what is worth another attempt
 */
export async function runShardJob(
  deps: PipelineDeps,
  job: ShardJob,
  signal: AbortSignal,
  alone = false,
): Promise<boolean> {
  const execution = await deps.executions.get(job.executionId)
  if (!wantsWork(execution, job.round)) return true
  // Before the claim: while nobody can unwrap the key, the shard is not at fault, and must not come to be parked.
  await openable(deps, execution, job.datasetId)
  const claim = await deps.shards.claim(job.plan, job.index, alone ? undefined : SUSPECT_CLAIMS)
  if (claim.state === 'missing') return true
  if (claim.state === 'suspect') return false
  if (claim.state === 'open') {
    if (claim.claims > MAX_CLAIMS) await parkShard(deps, execution, job, 'POISON')
    else if (deps.clock.now().getTime() > (job.deadline ?? Infinity)) await parkShard(deps, execution, job, DEADLINE)
    else await workOn(deps, execution, job, claim.claims, signal)
  }
  if (!signal.aborted) await addSuccessor(deps, job)
  return true
}

/** Whether the data set's key is gone or does not open is seen by whoever works on the shard. */
async function openable(deps: PipelineDeps, execution: Execution, datasetId: string): Promise<void> {
  await openDataset(deps, execution, datasetId).catch((error: unknown) => {
    if (describeError(error).retryable) throw error
  })
}

/** Keeps the window full. A chain that breaks is repaired by the stage job. */
async function addSuccessor({ flows, window }: PipelineDeps, job: ShardJob): Promise<void> {
  const { plan, phase, of } = job
  const next = job.index + window
  if (next < of) await flows.addShards(job, { plan, phase, of, indices: [next] })
}

async function workOn(
  deps: PipelineDeps,
  execution: Execution,
  job: ShardJob,
  claims: number,
  signal: AbortSignal,
): Promise<void> {
  const token = randomBytes(9).toString('base64url')
  try {
    const task = await taskOf(deps, execution, job, token)
    const result = await inTime(deps, job, signal, (inside) => deps.compute.shard(task, inside))
    if (!(await deps.shards.commit(job.plan, job.index, token, result))) {
      await deps.artifacts.remove(task.output)
      return
    }
    await deps.progress
      .shardDone(job.plan, job.index, { in: result.records.in, quarantined: result.records.quarantined })
      .catch(() => {})
    await tellCheckpoint(deps, execution, job).catch(() => {})
  } catch (error) {
    // Whether a commit without an answer took effect is seen by the next attempt: the artifact may be named by then.
    if (signal.aborted) {
      await deps.shards.handBack(job.plan, job.index)
      throw new HandedBack('The shard was handed back.', { cause: error })
    }
    const isLate = error instanceof TookTooLong
    const verdict = judge(error, claims, deps.impatient)
    deps.logger.warn(
      { executionId: job.executionId, stage: job.stage, shard: job.index, attempt: claims, err: error },
      'A shard failed',
    )
    // The shard is not at fault, so this was no attempt at it.
    if (verdict.remedy === 'wait') await deps.shards.handBack(job.plan, job.index)
    if (verdict.remedy === 'park') return parkShard(deps, execution, job, isLate ? DEADLINE : verdict.code)
    await noteRetry(deps, execution, job, claims, verdict)
    throw new TryAgain(verdict, error)
  }
}

class TookTooLong extends ProcessingError {}

/** Ends work on a shard that takes too long, or longer than its round has. @throws {@link TookTooLong} */
async function inTime<T>(
  { shardMs = SHARD_MS, clock }: PipelineDeps,
  { deadline = Infinity }: ShardJob,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = AbortSignal.timeout(Math.max(1, Math.min(shardMs, deadline - clock.now().getTime())))
  try {
    return await work(AbortSignal.any([signal, over]))
  } catch (error) {
    if (!over.aborted) throw error
    throw new TookTooLong('Work on a shard took too long.', { cause: error })
  }
}

/** What the queue is told of work that is to be tried again: it keeps the code alone. */
class TryAgain extends AppError {
  override readonly code: string
  override readonly status = 503
  override readonly retryable = true

  constructor({ code, retryAfter }: Verdict, cause: unknown) {
    super('Work is tried again.', { retryAfter, cause })
    this.code = code
  }
}

async function parkShard(deps: PipelineDeps, execution: Execution, job: ShardJob, code: string): Promise<void> {
  if (!(await deps.shards.park(job.plan, job.index, code))) return
  await transition(deps, execution, {
    from: ['queued', 'running'],
    event: {
      key: `${shardId(job.plan, job.index)}.parked.r${job.round}`,
      event: 'stage.error',
      stage: job.stage,
      datasetId: job.datasetId,
      data: { error_code: code, shard: job.index, parked: true, recoverable: false },
    },
  })
}

async function noteRetry(
  deps: PipelineDeps,
  execution: Execution,
  job: ShardJob,
  claims: number,
  { code, remedy, retryAfter }: Verdict,
): Promise<void> {
  await transition(deps, execution, {
    from: ['queued', 'running'],
    event: {
      // Once for all the time that it waits for the same.
      key: `${shardId(job.plan, job.index)}.retrying.r${job.round}.${remedy === 'wait' ? code : claims}`,
      event: 'stage.retrying',
      stage: job.stage,
      datasetId: job.datasetId,
      data: { error_code: code, shard: job.index, retry_count: claims, retry_after: retryAfter, recoverable: true },
    },
  })
}

async function taskOf(deps: PipelineDeps, execution: Execution, job: ShardJob, token: string): Promise<ShardTask> {
  const open = await openDataset(deps, execution, job.datasetId)
  const { dataset } = open
  const contract = CONTRACTS[job.stage]
  const outputs = outputsOf(contract, execution.stages[job.datasetId])
  const reuseKey = reuseKeyOf(execution, dataset.id, contract, outputs)
  const run: StageRun = { execution, dataset, contract, stage: job.stage, outputs, reuseKey }
  const phases = phasesOf(deps, run)
  const at = phases.findIndex(({ name }) => name === job.phase)
  const phase = phases[at]
  return {
    ...taskBaseOf(deps, execution, open, job.stage),
    phase: job.phase,
    index: job.index,
    partitions: phase.partitions,
    input: await inputOf(deps, run, job.index, phase.input, phases[at - 1]),
    output: `${job.datasetId}/${job.executionId}/${job.stage}/${job.plan.slice(-8)}.${job.index}.${token}`,
  }
}

async function inputOf(
  deps: PipelineDeps,
  { dataset, contract, outputs }: StageRun,
  index: number,
  kind: ShardInput['kind'],
  before?: { plan: string; shards: number },
): Promise<ShardInput> {
  if (kind === 'source') return sourceOf(dataset, index)
  if (kind === 'partitions') {
    const artifacts = await deps.shards.artifacts(before!.plan, 0, before!.shards)
    return { kind, artifacts: artifacts.filter((artifact) => artifact !== null) }
  }
  const sources = new Map<StageName, Promise<ShardSource | null>>()
  const sourceIn = (stage: StageName): Promise<ShardSource | null> => {
    let source = sources.get(stage)
    if (!source) sources.set(stage, (source = shardSource(deps, outputs[stage]!, index)))
    return source
  }
  const [conversations, ...notes] = await Promise.all([contract.conversations!, ...contract.notes].map(sourceIn))
  // A parked shard of an earlier stage has no records: they are quarantined there.
  if (!conversations || notes.includes(null)) return { kind: 'empty' }
  const byStage = contract.notes.map((stage, at) => [stage, notes[at]] as const)
  return { kind: 'shards', conversations, notes: Object.fromEntries(byStage) as { [stage: string]: ShardSource } }
}

import type { Execution } from '@techdeck/contracts'
import { HandedBack } from '@techdeck/core'
import type {
  FlowHandlers,
  FlowQueue,
  InspectJob,
  PreviewJob,
  RootJob,
  ShardJob,
  ShardList,
  StageJob,
} from '../ports.ts'

type Data =
  | { kind: 'root'; job: RootJob }
  | { kind: 'stage'; job: StageJob }
  | { kind: 'shard'; job: ShardJob }
  | { kind: 'inspect'; job: InspectJob }
  | { kind: 'preview'; job: PreviewJob }

interface Job {
  id: string
  data: Data
  state: 'waiting' | 'active' | 'waiting-children' | 'ended'
  attempts: number
  parent?: string
  /** Children that have not ended. */
  pending: Set<string>
}

const ATTEMPTS = 4

/**
 * Queues in memory with the habits of BullMQ that matter: a parent waits for its children, a failed child does not
 * fail its parent, a job may run twice, and anything may be lost (`lose`, `wipe`, `redeliver`, for tests).
 */
export class MemoryFlows implements FlowQueue {
  readonly #jobs = new Map<string, Job>()
  /** What one round may take, in milliseconds; for ever where it is not said. */
  roundMs = Infinity
  now = () => Date.now()

  async addFlow({
    id,
    round,
    datasetIds,
    stagesPlanned,
  }: Pick<Execution, 'id' | 'round' | 'datasetIds' | 'stagesPlanned'>): Promise<void> {
    const deadline = this.roundMs === Infinity ? {} : { deadline: this.now() + this.roundMs }
    const root: RootJob = { executionId: id, round, ...deadline }
    this.#add(idOf({ kind: 'root', job: root }), { kind: 'root', job: root })
    for (const datasetId of datasetIds) {
      let parent = idOf({ kind: 'root', job: root })
      for (const stage of stagesPlanned.toReversed()) {
        const data: Data = { kind: 'stage', job: { ...root, datasetId, stage } }
        this.#add(idOf(data), data, parent)
        parent = idOf(data)
      }
    }
  }

  async addShards(job: StageJob, { plan, phase, of, indices }: ShardList): Promise<void> {
    const { executionId, round, deadline, datasetId, stage } = job
    const identity = { executionId, round, ...(deadline !== undefined && { deadline }), datasetId, stage }
    const parent = idOf({ kind: 'stage', job })
    for (const index of indices) {
      const data: Data = { kind: 'shard', job: { ...identity, plan, phase, index, of } }
      this.#add(idOf(data), data, parent)
    }
  }

  async addInspect(job: InspectJob): Promise<void> {
    this.#addAgain({ kind: 'inspect', job })
  }

  async addPreview(job: PreviewJob): Promise<void> {
    this.#addAgain({ kind: 'preview', job })
  }

  async flowAlive(root: RootJob, frontier: readonly StageJob[]): Promise<boolean> {
    const ids = [idOf({ kind: 'root', job: root }), ...frontier.map((job) => idOf({ kind: 'stage', job }))]
    return ids.every((id, at) => this.#isAlive(id, at > 0 || frontier.length === 0))
  }

  async inspectAlive(job: InspectJob): Promise<boolean> {
    return this.#isAlive(idOf({ kind: 'inspect', job }), false)
  }

  /** Jobs that could run now. */
  ready(): string[] {
    return [...this.#jobs.values()].filter(({ state }) => state === 'waiting').map(({ id }) => id)
  }

  /** Jobs that somebody works on. */
  active(): string[] {
    return [...this.#jobs.values()].filter(({ state }) => state === 'active').map(({ id }) => id)
  }

  /** Works on one job that is ready. An error is another attempt, up to four; work that is handed back is none. */
  async work(id: string, handlers: FlowHandlers, signal: AbortSignal): Promise<void> {
    const job = this.#jobs.get(id)
    if (!job) return
    job.state = 'active'
    try {
      const waits = await this.#run(job, handlers, signal)
      if (waits && this.#jobs.get(id) === job && job.pending.size > 0) job.state = 'waiting-children'
      else if (waits) job.state = 'waiting'
      else this.#end(job)
    } catch (error) {
      if (!(error instanceof HandedBack)) job.attempts++
      if (job.attempts < ATTEMPTS) job.state = 'waiting'
      else this.#end(job)
    }
  }

  /** Works on everything, `concurrency` jobs at a time, until nothing is ready or `signal` aborts. */
  async drain(handlers: FlowHandlers, signal: AbortSignal, concurrency: number): Promise<void> {
    const running = new Set<Promise<void>>()
    while (!signal.aborted) {
      for (const id of this.ready().slice(0, concurrency - running.size)) {
        const work = this.work(id, handlers, signal).finally(() => running.delete(work))
        running.add(work)
      }
      if (running.size === 0) return
      await Promise.race(running)
    }
    await Promise.all(running)
  }

  /** Forgets everything, as a wiped Redis does. */
  wipe(): void {
    this.#jobs.clear()
  }

  /** Forgets one job. */
  lose(id: string): void {
    this.#jobs.delete(id)
  }

  /** Hands an active job out a second time, as when its lock was lost. */
  redeliver(id: string): void {
    const job = this.#jobs.get(id)
    if (job?.state === 'active') job.state = 'waiting'
  }

  async #run(job: Job, handlers: FlowHandlers, signal: AbortSignal): Promise<boolean> {
    const { data } = job
    if (data.kind === 'root') await handlers.root(data.job)
    else if (data.kind === 'inspect') await handlers.inspect(data.job, signal)
    else if (data.kind === 'preview') await handlers.preview(data.job, signal)
    else if (data.kind === 'shard') await handlers.shard(data.job, signal)
    else {
      const { wait } = await handlers.stage(data.job, signal)
      if (!wait) return false
      for (const index of wait.indices) this.#forgetEnded(idOf({ kind: 'shard', job: { ...data.job, ...wait, index } }))
      await this.addShards(data.job, wait)
      return true
    }
    return false
  }

  #forgetEnded(id: string): void {
    if (this.#jobs.get(id)?.state === 'ended') this.#jobs.delete(id)
  }

  #addAgain(data: Data): void {
    this.#forgetEnded(idOf(data))
    this.#add(idOf(data), data)
  }

  #add(id: string, data: Data, parent?: string): void {
    if (this.#jobs.has(id)) return
    const job: Job = {
      id,
      data,
      state: 'waiting',
      attempts: 0,
      pending: new Set(),
      ...(parent !== undefined && { parent }),
    }
    this.#jobs.set(id, job)
    const waiting = parent === undefined ? undefined : this.#jobs.get(parent)
    if (!waiting) return
    waiting.pending.add(id)
    if (waiting.state === 'waiting') waiting.state = 'waiting-children'
  }

  #end(job: Job): void {
    job.state = 'ended'
    const parent = job.parent === undefined ? undefined : this.#jobs.get(job.parent)
    if (!parent) return
    parent.pending.delete(job.id)
    if (parent.pending.size === 0 && parent.state === 'waiting-children') parent.state = 'waiting'
  }

  #isAlive(id: string, withChildren: boolean): boolean {
    const job = this.#jobs.get(id)
    if (!job || job.state === 'ended') return false
    if (job.state !== 'waiting-children' || !withChildren) return true
    return job.pending.size > 0 && [...job.pending].every((child) => this.#isAlive(child, true))
  }
}

function idOf({ kind, job }: Data): string {
  if (kind === 'preview') return `preview.${job.executionId}`
  if (kind === 'inspect') return `inspect.${job.datasetId}.v${job.version}`
  const root = `${job.executionId}.r${job.round}`
  if (kind === 'root') return root
  const stage = `${root}.${job.datasetId}.${job.stage}`
  return kind === 'stage' ? stage : `${stage}.${job.phase}.${job.index}`
}

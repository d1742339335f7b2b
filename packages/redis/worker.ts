import { UnrecoverableError, WaitingChildrenError, WaitingError, Worker, type Job } from 'bullmq'
import type { Redis } from 'ioredis'
import type { StageName } from '@techdeck/contracts'
import { describeError, type Logger } from '@techdeck/core'
import { PREFIX } from './connection.ts'
import type { BullFlowQueue } from './flows.ts'
import type { Handlers, InspectJob, PreviewJob, RootJob, ShardJob, StageJob } from './jobs.ts'
import { CANCEL_CHANNEL, ROOT_QUEUE } from './names.ts'
import type { WorkInHand } from './worker-board.ts'

export interface FlowWorkerOptions {
  connection: Redis
  flows: BullFlowQueue
  stages: readonly StageName[]
  handlers: Handlers
  /** Jobs of one stage at a time. */
  concurrency: number
  logger: Logger
  observer?: JobObserver
}

/** Is told what becomes of jobs before a worker works on them. */
export interface JobObserver {
  /** A job was taken: for the first time, having waited so long, or again. What waits for its children has no wait. */
  taken(job: { kind: string; stage: StageName | null }, taken: { attempt: number; waitedMs: number | null }): void
  /** Some worker died with a job of this queue, or held it past its lock; the job waits again. */
  stalled(queue: string): void
}

/**
 * Serves the queues of some stages, and the root queue. Locks are short (6 s), since the work runs in threads and the
 * event loop stays free to renew them; a lost worker's jobs come back within 10 s.
 */
export class FlowWorker {
  readonly #options: FlowWorkerOptions
  readonly #workers: Worker[]
  readonly #subscriber: Redis
  readonly #active = new Map<AbortController, WorkInHand>()
  #closing = false
  #drained = false

  constructor(options: FlowWorkerOptions) {
    this.#options = options
    this.#workers = [
      this.#worker(ROOT_QUEUE, (job) => options.handlers.root(job.data as RootJob)),
      ...options.stages.map((stage) => this.#worker(stage, (job, token) => this.#abortable(job, token))),
    ]
    this.#subscriber = options.connection.duplicate()
    this.#subscriber.on('error', () => {})
    this.#subscriber.subscribe(CANCEL_CHANNEL).catch(() => {})
    this.#subscriber.on('message', (_channel, executionId) => this.#abort(executionId))
  }

  /** What it is at work on. */
  get work(): WorkInHand[] {
    return [...this.#active.values()]
  }

  /** Takes no more jobs until {@link resume}, hands back what is under way, and returns when nothing is held any more. */
  async drain(): Promise<void> {
    this.#drained = true
    this.#abort()
    await Promise.all(this.#workers.map((worker) => worker.pause()))
  }

  async resume(): Promise<void> {
    this.#drained = false
    await Promise.all(this.#workers.map((worker) => worker.resume()))
  }

  /** Stops taking jobs, hands back what is under way, and returns when nothing is held any more. */
  async close(): Promise<void> {
    this.#closing = true
    this.#abort()
    await Promise.all(this.#workers.map((worker) => worker.close()))
    this.#subscriber.disconnect()
  }

  #worker(queue: string, process: (job: Job, token: string) => Promise<void>): Worker {
    const { connection, concurrency, logger, observer } = this.#options
    const worker = new Worker(
      queue,
      async (job, token) => {
        try {
          // One that was taken in the very moment of closing is not begun.
          if (this.#closing || this.#drained) await handBack(job, token!)
          observer?.taken(
            { kind: job.name, stage: inHand(job).stage },
            { attempt: job.attemptsMade, waitedMs: waitedMs(job) },
          )
          await process(job, token!)
        } catch (error) {
          throw this.#storable(error)
        }
      },
      {
        // BullMQ makes the second, blocking connection from it, and closes that one by itself.
        connection,
        prefix: PREFIX,
        concurrency,
        lockDuration: 6000,
        // A job is taken over at the second look after its lock ran out: 8 s after its worker died, at most.
        stalledInterval: 1000,
        // Pauses of Redis must not fail healthy work; poison is counted in the records.
        maxStalledCount: 1000,
        drainDelay: 2,
      },
    )
    worker.on('error', (error) => logger.warn({ queue, err: error }, 'A queue worker had an error'))
    worker.on('stalled', () => observer?.stalled(queue))
    worker.on('failed', (job, error) =>
      logger.warn({ queue, jobId: job?.id, attempt: job?.attemptsMade, code: error.message }, 'A job failed'),
    )
    return worker
  }

  /** What throws after it was aborted is handed back. */
  async #abortable(job: Job, token: string): Promise<void> {
    const controller = new AbortController()
    this.#active.set(controller, inHand(job))
    try {
      await this.#process(job, token, controller.signal)
    } catch (error) {
      if (!controller.signal.aborted || error instanceof WaitingChildrenError) throw error
      return await handBack(job, token)
    } finally {
      this.#active.delete(controller)
    }
  }

  #process(job: Job, token: string, signal: AbortSignal): Promise<void> {
    const { handlers } = this.#options
    if (job.name === 'stage') return this.#stage(job, token, signal)
    if (job.name === 'inspect') return handlers.inspect(job.data as InspectJob, signal)
    if (job.name === 'preview') return handlers.preview(job.data as PreviewJob, signal)
    return handlers.shard(job.data as ShardJob, signal)
  }

  async #stage(job: Job, token: string, signal: AbortSignal): Promise<void> {
    const data = job.data as StageJob
    for (;;) {
      const { wait } = await this.#options.handlers.stage(data, signal)
      if (!wait) return
      await this.#options.flows.addShardsAgain(data, wait)
      if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError()
    }
  }

  /** Aborts what is under way: all of it, or one execution's. */
  #abort(executionId?: string): void {
    for (const [controller, owner] of this.#active)
      if (executionId === undefined || owner.executionId === executionId) controller.abort()
  }

  /** Redis keeps message and stack of what a job throws, so only a code goes there. */
  #storable(error: unknown): unknown {
    if (error instanceof WaitingChildrenError || error instanceof WaitingError) return error
    const { code, retryable } = describeError(error)
    const safe = retryable ? new Error(code) : new UnrecoverableError(code)
    safe.stack = code
    this.#options.logger.warn({ err: error }, 'A job ended with an error')
    return safe
  }
}

/** What a job is about, and nothing else of what stands in it. */
function inHand({ name, data }: Job): WorkInHand {
  const { executionId = null, datasetId = null, stage = null, index = null } = data as Partial<ShardJob>
  return { kind: name, stage, executionId, datasetId, shard: index }
}

/** From when a job could be taken to when it was; of one that had to wait for others nobody knows the beginning. */
function waitedMs({ name, timestamp, delay, attemptsMade, processedOn }: Job): number | null {
  if (name === 'stage' || name === 'root' || attemptsMade > 0) return null
  return Math.max(0, (processedOn ?? timestamp) - timestamp - delay)
}

/** The job waits again, for anyone; that is no attempt. */
async function handBack(job: Job, token: string): Promise<never> {
  await job.moveToWait(token)
  throw new WaitingError()
}

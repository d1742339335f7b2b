import { hostname } from 'node:os'
import process from 'node:process'
import type { StageName } from '@techdeck/contracts'
import { delay, type Logger } from '@techdeck/core'
import type { FlowWorker, RedisWorkerBoard, WorkerReport, WorkerState } from '@techdeck/redis'

const BEAT_MS = 1000

export interface HeartbeatOptions {
  board: Pick<RedisWorkerBoard, 'beat' | 'leave'>
  worker: Pick<FlowWorker, 'work' | 'drain' | 'resume'>
  about: { id: string; name: string; version: string; stages: StageName[]; threads: number }
  load: () => number
  logger: Logger
  /** Between two beats. */
  everyMs?: number
}

/**
 * Tells once a second that a worker is there and what it does, and does what is asked of it in return: hand back and
 * take nothing, or take work again. While Redis is away nothing is told, and nothing changes.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #startedAt = new Date().toISOString()
  #state: WorkerState = 'working'

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** Until the signal aborts; then the worker is forgotten. */
  async run(signal: AbortSignal): Promise<void> {
    const { board, about, logger, everyMs = BEAT_MS } = this.#options
    while (!signal.aborted) {
      try {
        this.#follow((await board.beat(this.#report())).drain)
      } catch (error) {
        logger.warn({ err: error }, 'The worker could not tell of itself')
      }
      await delay(everyMs, signal).catch(() => {})
    }
    await board.leave(about.id).catch(() => {})
  }

  #follow(isToDrain: boolean): void {
    const { worker, logger } = this.#options
    if (isToDrain && this.#state === 'working') {
      this.#state = 'draining'
      logger.info({}, 'The worker hands back what it has, and takes no more')
      void this.#drain()
    } else if (!isToDrain && this.#state !== 'working') {
      this.#state = 'working'
      logger.info({}, 'The worker takes work again')
      void worker.resume()
    }
  }

  /** Beats go on meanwhile. */
  async #drain(): Promise<void> {
    await this.#options.worker.drain()
    if (this.#state === 'draining') this.#state = 'drained'
  }

  #report(): WorkerReport {
    const { about, load, worker } = this.#options
    return {
      ...about,
      host: hostname(),
      pid: process.pid,
      busy: load(),
      memoryBytes: process.memoryUsage.rss(),
      state: this.#state,
      work: worker.work,
      startedAt: this.#startedAt,
    }
  }
}

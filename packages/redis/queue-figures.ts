import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { STAGES } from '@techdeck/contracts/names'

/** How one queue stands. */
export interface QueueFigures {
  queue: string
  isPaused: boolean
  /** Jobs that a worker may take now. */
  waiting: number
  /** Jobs that wait for another attempt. */
  delayed: number
  active: number
  /** Jobs that failed for good in the last day, of which 2,000 are kept. */
  failed: number
  /** How long the one has waited that waits longest; `null` when none does. */
  oldestWaitMs: number | null
  /** Jobs that ended well in the last minute. */
  perMinute: number
  /** Until all that is queued now has ended, at this rate; `null` while none ends. */
  etaMs: number | null
}

type Named = Pick<Queue, 'name' | 'toKey'>

const MINUTE_MS = 60_000
/** Among so many at the head is the one that waits longest: previews are put before the others. */
const AT_THE_HEAD = 8

/** The figures of queues: the one source of what the page, the command line and the metrics show. */
export class RedisQueueFigures {
  readonly #redis: Redis
  readonly #queues: readonly Named[]

  constructor(redis: Redis, queues: readonly Named[]) {
    this.#redis = redis
    this.#queues = queues
  }

  /** @throws what ioredis throws while Redis is away */
  async look(): Promise<QueueFigures[]> {
    const now = Date.now()
    return Promise.all(this.#queues.map((queue) => this.#lookAt(queue, now)))
  }

  /** How long the job has waited that waits longest of all; 0 when none does. @throws as above */
  async oldestWaitMs(): Promise<number> {
    const now = Date.now()
    const waits = await Promise.all(this.#queues.map((queue) => this.#oldestWaitMs(queue, now)))
    return Math.max(0, ...waits.map((wait) => wait ?? 0))
  }

  async #lookAt(queue: Named, now: number): Promise<QueueFigures> {
    const key = (part: string) => queue.toKey(part)
    const redis = this.#redis
    const [waiting, prioritized, delayed, active, failed, paused, oldestWaitMs, perMinute] = await Promise.all([
      redis.llen(key('wait')),
      redis.zcard(key('prioritized')),
      redis.zcard(key('delayed')),
      redis.llen(key('active')),
      redis.zcard(key('failed')),
      redis.hget(key('meta'), 'paused'),
      this.#oldestWaitMs(queue, now),
      this.#perMinute(key('completed'), now),
    ])
    const queued = waiting + prioritized + delayed + active
    return {
      queue: queue.name,
      isPaused: paused !== null,
      waiting: waiting + prioritized,
      delayed,
      active,
      failed,
      oldestWaitMs,
      perMinute,
      etaMs: queued === 0 ? 0 : perMinute === 0 ? null : Math.round((queued / perMinute) * MINUTE_MS),
    }
  }

  async #oldestWaitMs(queue: Named, now: number): Promise<number | null> {
    const head = await this.#redis.lrange(queue.toKey('wait'), -AT_THE_HEAD, -1)
    const since = (await Promise.all(head.map((id) => this.#waitsSince(queue.name, id)))).filter((time) => time > 0)
    return since.length === 0 ? null : Math.max(0, now - Math.min(...since))
  }

  /** Of the jobs that ended so many are kept: where they do not reach back for a minute, as many are taken to end in one. */
  async #perMinute(completed: string, now: number): Promise<number> {
    const [count, oldest] = await Promise.all([
      this.#redis.zcount(completed, now - MINUTE_MS, '+inf'),
      this.#redis.zrange(completed, '0', '0', 'WITHSCORES'),
    ])
    const reach = now - Number(oldest[1] ?? 0)
    return count < KEPT || reach >= MINUTE_MS ? count : Math.round((count / Math.max(reach, 1000)) * MINUTE_MS)
  }

  /** A stage's job is made with its flow, and waits from the end of the stage before it on. */
  async #waitsSince(name: string, id: string): Promise<number> {
    const before = STAGES[STAGES.findIndex((stage) => stage === name) - 1] as string | undefined
    const [[made, begun], ended] = await Promise.all([
      this.#redis.hmget(this.#queueOf(name).toKey(id), 'timestamp', 'processedOn'),
      before !== undefined && id.endsWith(`.${name}`)
        ? this.#redis.hget(this.#queueOf(before).toKey(id.slice(0, -name.length) + before), 'finishedOn')
        : null,
    ])
    return Math.max(Number(made ?? 0), Number(begun ?? 0), Number(ended ?? 0))
  }

  #queueOf(name: string): Named {
    return this.#queues.find((queue) => queue.name === name)!
  }
}

/** See `removeOnComplete` in flows.ts. */
const KEPT = 2000

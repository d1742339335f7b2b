import type { Redis } from 'ioredis'
import type { StageName } from '@techdeck/contracts'
import { PREFIX } from './connection.ts'

/** Whether a worker takes work; `draining` until what it had under way is handed back. */
export type WorkerState = 'working' | 'draining' | 'drained'

/** What a worker has in its hands; ids alone. */
export interface WorkInHand {
  kind: string
  stage: StageName | null
  executionId: string | null
  datasetId: string | null
  shard: number | null
}

/** What a worker tells of itself. */
export interface WorkerReport {
  id: string
  /** As its operator calls it. */
  name: string
  host: string
  pid: number
  version: string
  stages: StageName[]
  threads: number
  /** Tasks that wait for a thread or run in one. */
  busy: number
  memoryBytes: number
  state: WorkerState
  work: WorkInHand[]
  startedAt: string
}

/** A worker as it was when it was last heard of, and how long ago that was. */
export type SeenWorker = WorkerReport & { heardMs: number; wantsDrain: boolean }

const KEYS = [`${PREFIX}:workers:reports`, `${PREFIX}:workers:heard`, `${PREFIX}:workers:drain`] as const
/** One that was not heard of for so long is gone, and is forgotten. */
const FORGET_MS = 60_000

// The clock of Redis, so that workers and readers whose clocks differ agree.
const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`

const BEAT = `${NOW}
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now, ARGV[1])
return redis.call('SISMEMBER', KEYS[3], ARGV[1])`

const LIST = `${NOW}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], 0, now - ARGV[1])) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('SREM', KEYS[3], id)
end
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local heard = now - redis.call('ZSCORE', KEYS[2], id)
  found[#found + 1] = {redis.call('HGET', KEYS[1], id), heard, redis.call('SISMEMBER', KEYS[3], id)}
end
return found`

const WISH = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call(ARGV[2], KEYS[3], ARGV[1])
return 1`

const LEAVE = `
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SREM', KEYS[3], ARGV[1])`

/**
 * Which workers there are, and which of them should take no work; in Redis alone. Losing it loses nothing: each worker
 * tells of itself again at its next beat, and one that was drained takes work again.
 */
export class RedisWorkerBoard {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  /** Tells of a worker; whether somebody wants it to take no more work. @throws what ioredis throws while Redis is away; so below */
  async beat(report: WorkerReport): Promise<{ drain: boolean }> {
    return { drain: (await this.#runScript(BEAT, report.id, JSON.stringify(report))) === 1 }
  }

  /** Forgets a worker that ends. */
  async leave(id: string): Promise<void> {
    await this.#runScript(LEAVE, id)
  }

  /** All that were heard of in the last minute, in order of their names. */
  async list(): Promise<SeenWorker[]> {
    const found = (await this.#runScript(LIST, FORGET_MS)) as [string, number, number][]
    return found
      .map(([report, heardMs, wish]) => ({ ...(JSON.parse(report) as WorkerReport), heardMs, wantsDrain: wish === 1 }))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.id < b.id ? -1 : 1))
  }

  /** Has a worker take no more work, or take it again, from its next beat on; `false` when there is no such worker. */
  async wish(id: string, { drain }: { drain: boolean }): Promise<boolean> {
    return (await this.#runScript(WISH, id, drain ? 'SADD' : 'SREM')) === 1
  }

  #runScript(script: string, ...values: (string | number)[]): Promise<unknown> {
    return this.#redis.eval(script, KEYS.length, ...KEYS, ...values)
  }
}

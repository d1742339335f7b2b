import type { Redis } from 'ioredis'
import type { Tracker } from '@techdeck/contracts'
import { planKey, progressChannel, progressKey } from './names.ts'

const KEEP_SECONDS = 86_400

/** Counts a shard once. Without a base (lost, or not begun) nothing is counted, so a count is never too low for long. */
const SHARD_DONE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('SADD', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], 'shards', 1)
redis.call('HINCRBY', KEYS[1], 'in', ARGV[2])
redis.call('HINCRBY', KEYS[1], 'quarantined', ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 1`

/** Shows a tracker unless a newer one is shown; what is shown never falls. */
const PUBLISH = `
local old = redis.call('GET', KEYS[1])
local new = ARGV[1]
if old then
  if (string.match(old, '"last_updated":"([^"]+)"') or '') > ARGV[3] then return 0 end
  local shown = tonumber(string.match(old, '"progress":(%d+)'))
  if shown and shown > tonumber(ARGV[2]) then new = string.gsub(new, '"progress":%d+', '"progress":' .. shown, 1) end
end
redis.call('SET', KEYS[1], new, 'EX', ARGV[4])
redis.call('PUBLISH', ARGV[5], new)
return 1`

/** Progress as everybody sees it, in Redis alone; losing it loses nothing, since the records say it too. */
export class RedisProgressBoard {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async shardDone(
    plan: string,
    index: number,
    { in: records, quarantined }: { in: number; quarantined: number },
  ): Promise<void> {
    await this.#redis.eval(SHARD_DONE, 2, planKey(plan), doneKey(plan), index, records, quarantined, KEEP_SECONDS)
  }

  async counted(plan: string): Promise<{ shards: number; in: number; quarantined: number } | null> {
    const counts = await this.#redis.hgetall(planKey(plan))
    if (counts.shards === undefined) return null
    return { shards: Number(counts.shards), in: Number(counts.in), quarantined: Number(counts.quarantined) }
  }

  async reset(plan: string, done: { index: number; in: number; quarantined: number }[]): Promise<void> {
    const sum = (of: (shard: { in: number; quarantined: number }) => number) =>
      done.reduce((total, shard) => total + of(shard), 0)
    const transaction = this.#redis.multi().del(planKey(plan), doneKey(plan))
    for (let from = 0; from < done.length; from += 1000)
      transaction.sadd(doneKey(plan), ...done.slice(from, from + 1000).map(({ index }) => index))
    await transaction
      .hset(planKey(plan), {
        shards: done.length,
        in: sum((shard) => shard.in),
        quarantined: sum((shard) => shard.quarantined),
      })
      .expire(planKey(plan), KEEP_SECONDS)
      .expire(doneKey(plan), KEEP_SECONDS)
      .exec()
  }

  async publish(tracker: Tracker): Promise<void> {
    const { execution_id: id, progress, last_updated: updated } = tracker
    await this.#redis.eval(
      PUBLISH,
      1,
      progressKey(id),
      JSON.stringify(tracker),
      progress,
      updated,
      KEEP_SECONDS,
      progressChannel(id),
    )
  }

  async get(executionId: string): Promise<Tracker | null> {
    const shown = await this.#redis.get(progressKey(executionId))
    return shown === null ? null : (JSON.parse(shown) as Tracker)
  }
}

const doneKey = (plan: string): string => `${planKey(plan)}:done`

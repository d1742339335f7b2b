import type { Redis } from 'ioredis'
import type { Tracker } from '@techdeck/contracts'
import { planKey, progressChannel, progressKey } from './names.ts'

const KEEP_SECONDS = 86_400

/** Notes a shard once; counts it where counting has begun, else the next reset does. */
const SHARD_DONE = `
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[3]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[2], ARGV[4])
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], 'shards', 1)
redis.call('HINCRBY', KEYS[1], 'in', ARGV[2])
redis.call('HINCRBY', KEYS[1], 'quarantined', ARGV[3])
return 1`

/** Counts all shards that were noted. */
const COUNT = `
local shards, records, quarantined = 0, 0, 0
for _, counts in ipairs(redis.call('HVALS', KEYS[2])) do
  local one, other = string.match(counts, '(%d+) (%d+)')
  shards, records, quarantined = shards + 1, records + one, quarantined + other
end
redis.call('HSET', KEYS[1], 'shards', shards, 'in', records, 'quarantined', quarantined)
redis.call('EXPIRE', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[1])`

/**
 * Shows a tracker unless a newer one is shown, by the records that it was read from, and by the clock where those are
 * the same. What is shown never falls.
 */
const PUBLISH = `
local old = redis.call('GET', KEYS[1])
local new = ARGV[1]
if old then
  local epoch, seq = string.match(old, '"cursor":"(%d+):(%d+)"')
  local ahead = (tonumber(epoch) or 0) - ARGV[6]
  if ahead == 0 then ahead = (tonumber(seq) or 0) - ARGV[7] end
  if ahead > 0 then return 0 end
  if ahead == 0 and (string.match(old, '"last_updated":"([^"]+)"') or '') > ARGV[3] then return 0 end
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
    for (let from = 0; from < done.length; from += 1000) {
      const some = done.slice(from, from + 1000)
      await this.#redis.hset(
        doneKey(plan),
        Object.fromEntries(some.map((shard) => [shard.index, `${shard.in} ${shard.quarantined}`])),
      )
    }
    await this.#redis.eval(COUNT, 2, planKey(plan), doneKey(plan), KEEP_SECONDS)
  }

  async publish(tracker: Tracker): Promise<void> {
    const { execution_id: id, progress, last_updated: updated, cursor } = tracker
    await this.#redis.eval(
      PUBLISH,
      1,
      progressKey(id),
      JSON.stringify(tracker),
      progress,
      updated,
      KEEP_SECONDS,
      progressChannel(id),
      ...cursor.split(':'),
    )
  }

  async get(executionId: string): Promise<Tracker | null> {
    const shown = await this.#redis.get(progressKey(executionId))
    return shown === null ? null : (JSON.parse(shown) as Tracker)
  }
}

const doneKey = (plan: string): string => `${planKey(plan)}:shards`

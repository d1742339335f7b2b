import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

/** What is kept for how long, and how many of it. */
export const CACHES = {
  stage_results: { ttlS: 3600, entries: 1000, prefix: 'cache:stage' },
  validation_results: { ttlS: 7200, entries: 500, prefix: 'cache:validation' },
  format_conversion: { ttlS: 86_400, entries: 200, prefix: 'cache:conversion' },
  bias_detection: { ttlS: 1800, entries: 1000, prefix: 'cache:bias' },
  user_sessions: { ttlS: 3600, entries: 10_000, prefix: 'cache:session' },
} as const satisfies { [name: string]: { ttlS: number; entries: number; prefix: string } }
export type CacheName = keyof typeof CACHES

/** Where an entry lies: `{prefix}:{parts…}:{hash of what}`. */
export interface CacheKey {
  cache: CacheName
  /** Forgotten with it; the last of the parts in the key. */
  datasetId: string
  /** Comes before the data set in keys of stages. */
  stage?: string
  /** Whatever tells apart what there is of a data set; only its hash is in the key. */
  what: string
}

/** Longer than a read of the store takes: what was read before a change is not kept after it. */
const CHANGED_MS = 10_000
/** A cache that answers later than this is no help; workers' connections would wait for Redis for ever. */
const PATIENCE_MS = 250

/**
 * Keeps ids, counts and summaries in front of MongoDB's records, for all instances. The records are the truth: losing
 * all of this costs time alone, and while Redis is away everything is a miss. Each command has one key, so that it runs
 * on a Cluster; who is beyond the number of entries is found in an index a cache, and what belongs to a data set in one a
 * data set.
 */
export class CachingManager {
  readonly #redis: Redis
  readonly #patienceMs: number
  readonly #counts = new Map<CacheName, { hits: number; misses: number }>()

  /** A question that Redis has not answered after `patienceMs` is a miss. */
  constructor(redis: Redis, patienceMs = PATIENCE_MS) {
    this.#redis = redis
    this.#patienceMs = patienceMs
  }

  keyOf({ cache, datasetId, stage, what }: CacheKey): string {
    const hash = createHash('sha256').update(what).digest('hex').slice(0, 32)
    return [CACHES[cache].prefix, ...(stage === undefined ? [] : [stage]), datasetId, hash].join(':')
  }

  /** What is kept, or else what `read` says, which is kept unless it is `null`. */
  async through<T extends object>(key: CacheKey, read: () => Promise<T | null>): Promise<T | null> {
    const kept = await inTime(this.#get(key), this.#patienceMs).catch(() => null)
    this.count(key.cache, kept !== null)
    if (kept !== null) return decode(kept) as T
    const value = await read()
    if (value !== null) await inTime(this.#put(key, encode(value)), this.#patienceMs).catch(() => {})
    return value
  }

  /** Forgets what is about to change, or has: nothing that was read before is kept after it. */
  async forget(key: CacheKey): Promise<void> {
    await inTime(this.#redis.set(this.keyOf(key), '', 'PX', CHANGED_MS), this.#patienceMs).catch(() => {})
  }

  /** Forgets all that is kept of a data set. */
  async forgetDataset(datasetId: string): Promise<void> {
    await inTime(this.#forgetDataset(datasetId), this.#patienceMs).catch(() => {})
  }

  /** Notes an entry that lies somewhere else, and removes those beyond the number of its cache. */
  async note(cache: CacheName, key: string): Promise<void> {
    const { entries, ttlS } = CACHES[cache]
    const index = this.#indexOf(cache)
    const now = Date.now()
    await this.#redis.zadd(index, now, key)
    await this.#redis.zremrangebyscore(index, '-inf', now - ttlS * 1000)
    const over = (await this.#redis.zcard(index)) - entries
    if (over <= 0) return
    const popped = await this.#redis.zpopmin(index, over)
    await Promise.all(popped.filter((_, at) => at % 2 === 0).map((old) => this.#redis.del(old)))
  }

  /** Counts one question. */
  count(cache: CacheName, hit: boolean): void {
    const counts = this.#counts.get(cache) ?? { hits: 0, misses: 0 }
    counts[hit ? 'hits' : 'misses']++
    this.#counts.set(cache, counts)
  }

  /** Questions of this process so far, by cache. */
  counts(): { [cache: string]: { hits: number; misses: number } } {
    return Object.fromEntries([...this.#counts].map(([name, counts]) => [name, { ...counts }]))
  }

  async #get(key: CacheKey): Promise<string | null> {
    const name = this.keyOf(key)
    const kept = await this.#redis.get(name)
    if (!kept) return null
    // What was asked for last stays longest.
    await this.#redis.zadd(this.#indexOf(key.cache), 'XX', Date.now(), name)
    return kept
  }

  async #put(key: CacheKey, text: string): Promise<void> {
    const name = this.keyOf(key)
    const { ttlS } = CACHES[key.cache]
    const ofDataset = this.#datasetOf(key.datasetId)
    // The indexes first: nothing lies there that they do not know.
    await this.note(key.cache, name)
    await this.#redis.sadd(ofDataset, name)
    await this.#redis.expire(ofDataset, Math.max(...Object.values(CACHES).map((cache) => cache.ttlS)))
    await this.#redis.set(name, text, 'EX', ttlS, 'NX')
    if ((await this.#redis.exists(this.#goneOf(key.datasetId))) === 1) await this.#redis.del(name)
  }

  async #forgetDataset(datasetId: string): Promise<void> {
    await this.#redis.set(this.#goneOf(datasetId), '1', 'PX', CHANGED_MS)
    const ofDataset = this.#datasetOf(datasetId)
    const names = await this.#redis.smembers(ofDataset)
    await Promise.all(names.map((name) => this.#redis.del(name)))
    for (const cache of Object.keys(CACHES) as CacheName[])
      if (names.length > 0) await this.#redis.zrem(this.#indexOf(cache), ...names)
    await this.#redis.del(ofDataset)
  }

  #indexOf = (cache: CacheName): string => `cache:index:${cache}`
  #datasetOf = (datasetId: string): string => `cache:dataset:${datasetId}`
  #goneOf = (datasetId: string): string => `cache:gone:${datasetId}`
}

async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), patienceMs)
  })
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Dates stand at the top of records alone. */
function encode(value: object): string {
  const fields = Object.entries(value).map(([name, field]: [string, unknown]) => [
    name,
    field instanceof Date ? { $date: field.getTime() } : field,
  ])
  return JSON.stringify(Object.fromEntries(fields))
}

function decode(text: string): object {
  const fields = Object.entries(JSON.parse(text) as object).map(([name, field]: [string, unknown]) => {
    const time: unknown = Object(field).$date
    return [name, typeof time === 'number' ? new Date(time) : field]
  })
  return Object.fromEntries(fields)
}

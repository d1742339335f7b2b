import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger, newId } from '@techdeck/core'
import { Redis } from 'ioredis'
import { CACHES, CachingManager, connectFailFast, withResultCaches, type CacheKey } from './index.ts'

const logger = createLogger('test', { level: 'silent' })
/** A data base of the server for this alone, so that all of it can be wiped. */
const url = () => Object.assign(new URL(process.env.REDIS_URL!), { pathname: '/9' }).href
/** A busy machine is no miss here. */
const PATIENT_MS = 10_000
let redis: Redis
let caches: CachingManager
beforeEach(() => {
  redis = new Redis(url())
  caches = new CachingManager(redis, PATIENT_MS)
})
afterEach(async () => {
  await redis.flushdb()
  redis.disconnect()
})

const stageOf = (datasetId: string, what = newId()): CacheKey => ({
  cache: 'stage_results',
  stage: 'quality',
  datasetId,
  what,
})
/** Something that is read, and how often it was. */
function source<T extends object>(value: T | null) {
  const read = async () => (read.times++, value)
  read.times = 0
  return read
}

describe('the caches', () => {
  it('have the names, times and sizes that operators were told', () => {
    const told = Object.entries(CACHES).map(([name, { ttlS, entries }]) => [name, ttlS, entries])
    expect(told).toEqual([
      ['stage_results', 3600, 1000],
      ['validation_results', 7200, 500],
      ['format_conversion', 86_400, 200],
      ['bias_detection', 1800, 1000],
      ['user_sessions', 3600, 10_000],
    ])
    expect(caches.keyOf(stageOf('d1', 'x'))).toMatch(/^cache:stage:quality:d1:[0-9a-f]{32}$/)
    const others = (['validation_results', 'format_conversion', 'bias_detection'] as const).map((cache) =>
      caches.keyOf({ cache, datasetId: 'd1', what: 'x' }).replace(/[0-9a-f]{32}$/, 'hash'),
    )
    expect(others).toEqual(['cache:validation:d1:hash', 'cache:conversion:d1:hash', 'cache:bias:d1:hash'])
  })

  it('read once, with dates as dates, and again when all of it is lost', async () => {
    const key = stageOf(newId())
    const read = source({ id: 'r', completedAt: new Date(5), records: { in: 3 } })
    const first = await caches.through(key, read)
    expect(await caches.through(key, read)).toEqual(first)
    expect([read.times, await redis.ttl(caches.keyOf(key))]).toEqual([1, 3600])
    await redis.flushdb()
    expect(await caches.through(key, read)).toEqual(first)
    expect([read.times, caches.counts()]).toEqual([2, { stage_results: { hits: 1, misses: 2 } }])
  })

  it('do not keep that there is nothing', async () => {
    const [key, read] = [stageOf(newId()), source(null)]
    expect([await caches.through(key, read), await caches.through(key, read), read.times]).toEqual([null, null, 2])
  })

  it('keep no more than their number, and those that were asked for last', async () => {
    const small: CacheKey['cache'] = 'format_conversion'
    const { entries } = CACHES[small]
    const datasetId = newId()
    const keyOf = (at: number): CacheKey => ({ cache: small, datasetId, what: `${at}` })
    const read = source({ id: 'x' })
    for (let at = 0; at < entries; at++) await caches.through(keyOf(at), read)
    await caches.through(keyOf(0), read)
    for (let at = entries; at < entries + 20; at++) await caches.through(keyOf(at), read)
    const kept = await redis.keys('cache:conversion:*')
    expect(kept).toHaveLength(entries)
    expect(kept).toContain(caches.keyOf(keyOf(0)))
    expect(kept).not.toContain(caches.keyOf(keyOf(1)))
  })

  it('forget a data set without looking at all keys, and nothing of another', async () => {
    const [gone, other] = [newId(), newId()]
    const read = source({ id: 'x' })
    for (const datasetId of [gone, other]) {
      await caches.through(stageOf(datasetId, 'a'), read)
      await caches.through({ cache: 'bias_detection', datasetId, what: 'b' }, read)
    }
    const asked: string[] = []
    const spied = new Redis(url())
    const send = spied.sendCommand.bind(spied)
    spied.sendCommand = (command, ...rest) => (asked.push(command.name), send(command, ...rest))
    await new CachingManager(spied, PATIENT_MS).forgetDataset(gone)
    spied.disconnect()
    expect(asked).toContain('smembers')
    expect(asked.filter((name) => ['keys', 'scan'].includes(name))).toEqual([])
    // What was read before it is not kept after it.
    await caches.through(stageOf(gone, 'late'), read)
    expect((await redis.keys(`cache:*${gone}*`)).filter((key) => !/cache:(gone|dataset):/.test(key))).toEqual([])
    expect(await redis.keys(`cache:*:${other}:*`)).toHaveLength(2)
  })

  it('keep nothing that was read before a change', async () => {
    const key = stageOf(newId())
    const slow = Promise.withResolvers<{ id: string }>()
    const reading = caches.through(key, () => slow.promise)
    await caches.forget(key)
    slow.resolve({ id: 'before' })
    expect(await reading).toEqual({ id: 'before' })
    expect(await caches.through(key, source({ id: 'after' }))).toEqual({ id: 'after' })
  })

  it('are a miss while Redis is away', async () => {
    const nowhere = connectFailFast('redis://127.0.0.1:1', logger)
    const read = source({ id: 'x' })
    const lost = new CachingManager(nowhere)
    expect(await lost.through(stageOf(newId()), read)).toEqual({ id: 'x' })
    await lost.forget(stageOf(newId()))
    await lost.forgetDataset(newId())
    nowhere.disconnect()
  })
})

describe('results behind them', () => {
  const [executionId, datasetId] = [newId(), newId()]
  const idOf = (stage: string) => `${executionId}.${datasetId}.${stage}`

  it('are read once, and anew when they were saved, for every instance', async () => {
    const records = new Map<string, object>()
    const asked: string[] = []
    const ask = async (id: string) => (asked.push(id), records.get(id) ?? null)
    const store = {
      save: async (result: { id: string }) => void records.set(result.id, result),
      saveAll: async (all: readonly { id: string }[]) => void all.map((one) => records.set(one.id, one)),
      get: (execution: string, dataset: string, stage: string) => ask(`${execution}.${dataset}.${stage}`),
      validation: ask,
      bias: ask,
      removeOf: async () => records.clear(),
      newest: async () => 'newest',
    }
    const [worker, api] = [caches, new CachingManager(redis, PATIENT_MS)].map((each) => withResultCaches(store, each))
    const result = (stageName: string, score: number) => ({ id: idOf(stageName), datasetId, stageName, score })
    await worker.save(result('validation', 1))
    await new Promise((resolve) => setTimeout(resolve, 1))
    expect(await api.validation(idOf('validation'))).toMatchObject({ score: 1 })
    await worker.save(result('validation', 2))
    expect(await api.validation(idOf('validation'))).toMatchObject({ score: 2 })
    expect(await api.get(executionId, datasetId, 'validation')).toMatchObject({ score: 2 })
    await worker.saveAll([result('export', 3)])
    expect(await api.get(executionId, datasetId, 'export')).toMatchObject({ score: 3 })
    expect(await api.newest()).toBe('newest')
    await api.removeOf()
    expect(await worker.get(executionId, datasetId, 'export')).toBeNull()
  })
})

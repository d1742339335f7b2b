import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLogger } from '@techdeck/core'
import { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { until } from '@techdeck/pipeline/conformance'
import { RedisQueueFigures, RedisWorkerBoard, connectPatiently, type WorkerReport } from './index.ts'

const logger = createLogger('test', { level: 'silent' })
let redis: Redis
beforeAll(async () => {
  redis = connectPatiently(`${process.env.REDIS_URL!}/9`, logger)
  await redis.flushdb()
})
afterAll(() => redis.disconnect())

const report = (id: string): WorkerReport => ({
  id,
  name: id,
  host: 'here',
  pid: 1,
  version: '1',
  stages: ['export'],
  threads: 1,
  busy: 0,
  memoryBytes: 1,
  state: 'working',
  work: [],
  startedAt: new Date(0).toISOString(),
})

describe('the board of workers', () => {
  it('lists workers in the order of their names, and forgets who leaves or was not heard of for a minute', async () => {
    const board = new RedisWorkerBoard(redis)
    for (const id of ['w-10', 'w-2', 'w-1']) await board.beat(report(id))
    expect((await board.list()).map(({ name }) => name)).toEqual(['w-1', 'w-2', 'w-10'])
    await board.leave('w-2')
    await redis.zadd('{techdeck}:workers:heard', Date.now() - 61_000, 'w-1')
    expect((await board.list()).map(({ name }) => name)).toEqual(['w-10'])
    expect(await board.wish('w-1', { drain: true })).toBe(false)
  })

  it('loses nothing that matters with Redis: who beats again is there again', async () => {
    const board = new RedisWorkerBoard(redis)
    await board.wish('w-10', { drain: true })
    await redis.flushdb()
    expect(await board.list()).toEqual([])
    expect(await board.beat(report('w-10'))).toEqual({ drain: false })
    expect(await board.list()).toHaveLength(1)
  })
})

describe('the figures of queues', () => {
  it('count what waits, is delayed, failed and ended, and how long the oldest waits', async () => {
    const queue = new Queue('quality', { connection: redis, prefix: '{figures}' })
    const figures = new RedisQueueFigures(redis, [queue])
    const [empty] = await figures.look()
    expect(await figures.oldestWaitMs()).toBe(0)
    expect(empty).toMatchObject({ waiting: 0, oldestWaitMs: null, perMinute: 0, etaMs: 0 })
    const done = new Worker(
      'quality',
      async ({ name }) => {
        if (name === 'bad') throw new Error('CODE')
      },
      { connection: redis, prefix: '{figures}' },
    )
    for (const name of ['good', 'good', 'bad']) await queue.add(name, {})
    await until(async () => {
      const [seen] = await figures.look()
      return seen.perMinute === 2 && seen.failed === 1
    })
    await done.close()
    await queue.add('later', {}, { delay: 60_000 })
    await queue.add('old', {}, { timestamp: Date.now() - 5000 })
    await queue.add('young', {})
    const [seen] = await figures.look()
    expect(seen).toMatchObject({ waiting: 2, delayed: 1, failed: 1, perMinute: 2, etaMs: 90_000 })
    expect(seen.oldestWaitMs).toBeGreaterThanOrEqual(5000)
    expect(await figures.oldestWaitMs()).toBeGreaterThanOrEqual(seen.oldestWaitMs!)
    await queue.close()
  })
})

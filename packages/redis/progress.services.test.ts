import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Tracker } from '@techdeck/contracts'
import { createLogger, newId } from '@techdeck/core'
import { progressBoardConformance, trackerOf } from '@techdeck/pipeline/conformance'
import type { Redis } from 'ioredis'
import { RedisProgressBoard, connectPatiently } from './index.ts'
import { planKey, progressChannel, progressKey } from './names.ts'

const connect = () => connectPatiently(process.env.REDIS_URL!, createLogger('test', { level: 'silent' }))

progressBoardConformance('Redis', async () => {
  const connection = connect()
  const subscriber = connection.duplicate()
  return {
    board: new RedisProgressBoard(connection),
    async watch(executionId, hear) {
      await subscriber.subscribe(progressChannel(executionId))
      subscriber.on('message', (channel, text) => {
        if (channel === progressChannel(executionId)) hear(JSON.parse(text) as Tracker)
      })
    },
    async close() {
      subscriber.disconnect()
      connection.disconnect()
    },
  }
})

describe('progress in Redis', () => {
  let redis: Redis
  let board: RedisProgressBoard
  let plan: string
  let id: string
  beforeAll(() => {
    redis = connect()
    board = new RedisProgressBoard(redis)
  })
  afterAll(() => redis.disconnect())
  beforeEach(() => {
    plan = `${newId()}.quality.run.x`
    id = newId()
  })

  it('counts shards for a day, and can be lost', async () => {
    await board.reset(plan, [{ index: 0, in: 1, quarantined: 0 }])
    expect(await redis.ttl(planKey(plan))).toBeGreaterThan(86_000)
    await redis.del(planKey(plan))
    expect(await board.counted(plan)).toBeNull()
  })

  it('is found by other programs at its key, for a day', async () => {
    const tracker = trackerOf(id, { progress: 12 })
    await board.publish(tracker)
    expect(JSON.parse((await redis.get(progressKey(id)))!)).toEqual(tracker)
    expect(await redis.ttl(progressKey(id))).toBeGreaterThan(86_000)
  })
})

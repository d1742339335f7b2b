import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger, newId } from '@techdeck/core'
import type { Redis } from 'ioredis'
import { RedisProgressBoard, connectPatiently } from './index.ts'
import { planKey, progressChannel, progressKey } from './names.ts'
import { trackerOf } from './testing/fixtures.ts'

let redis: Redis
let board: RedisProgressBoard
let plan: string
let id: string
beforeAll(() => {
  redis = connectPatiently(process.env.REDIS_URL!, createLogger('test', { level: 'silent' }))
  board = new RedisProgressBoard(redis)
})
afterAll(() => redis.disconnect())
beforeEach(() => {
  plan = `${newId()}.quality.run.x`
  id = newId()
})

describe('counts of shards', () => {
  it('are not known before they were begun from the records', async () => {
    expect(await board.counted(plan)).toBeNull()
    await board.shardDone(plan, 0, { in: 4, quarantined: 1 })
    expect(await board.counted(plan)).toBeNull()
  })

  it('count each shard once, however often it is told', async () => {
    await board.reset(plan, [{ index: 0, in: 4, quarantined: 0 }])
    for (let time = 0; time < 3; time++) await board.shardDone(plan, 1, { in: 5, quarantined: 2 })
    await board.shardDone(plan, 0, { in: 4, quarantined: 0 })
    expect(await board.counted(plan)).toEqual({ shards: 2, in: 9, quarantined: 2 })
  })

  it('count a shard that was told while the records were read', async () => {
    await board.shardDone(plan, 7, { in: 3, quarantined: 1 })
    await board.reset(plan, [{ index: 0, in: 4, quarantined: 0 }])
    expect(await board.counted(plan)).toEqual({ shards: 2, in: 7, quarantined: 1 })
    await board.reset(plan, [])
    expect(await board.counted(plan)).toEqual({ shards: 2, in: 7, quarantined: 1 })
  })

  it('begin with nothing done, and hold many thousand shards', async () => {
    await board.reset(plan, [])
    expect(await board.counted(plan)).toEqual({ shards: 0, in: 0, quarantined: 0 })
    const done = Array.from({ length: 2500 }, (_, index) => ({ index, in: 2, quarantined: index % 2 }))
    await board.reset(plan, done)
    expect(await board.counted(plan)).toEqual({ shards: 2500, in: 5000, quarantined: 1250 })
  })

  it('are kept for a day, and can be lost', async () => {
    await board.reset(plan, [{ index: 0, in: 1, quarantined: 0 }])
    expect(await redis.ttl(planKey(plan))).toBeGreaterThan(86_000)
    await redis.del(planKey(plan))
    expect(await board.counted(plan)).toBeNull()
  })
})

describe('the tracker that is shown', () => {
  const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`

  it('is found by other programs at its key, for a day', async () => {
    const tracker = trackerOf(id, { progress: 12 })
    await board.publish(tracker)
    expect(await board.get(id)).toEqual(tracker)
    expect(JSON.parse((await redis.get(progressKey(id)))!)).toEqual(tracker)
    expect(await redis.ttl(progressKey(id))).toBeGreaterThan(86_000)
    expect(await board.get(newId())).toBeNull()
  })

  it('never falls', async () => {
    await board.publish(trackerOf(id, { progress: 40, last_updated: at(1) }))
    await board.publish(trackerOf(id, { progress: 30, last_updated: at(2), current_stage: 'quality' }))
    expect(await board.get(id)).toMatchObject({ progress: 40, current_stage: 'quality' })
    await board.publish(trackerOf(id, { progress: 41, last_updated: at(3) }))
    expect(await board.get(id)).toMatchObject({ progress: 41 })
  })

  it('is not replaced by an older one, by the clock', async () => {
    await board.publish(trackerOf(id, { progress: 10, last_updated: at(5) }))
    await board.publish(trackerOf(id, { progress: 20, last_updated: at(4) }))
    expect(await board.get(id)).toMatchObject({ progress: 10, last_updated: at(5) })
  })

  it('is not replaced by one of older records, whatever the clock of its worker says', async () => {
    await board.publish(trackerOf(id, { status: 'completed', progress: 100, cursor: '1:10', last_updated: at(1) }))
    await board.publish(trackerOf(id, { progress: 90, cursor: '1:9', last_updated: at(9) }))
    expect(await board.get(id)).toMatchObject({ status: 'completed', cursor: '1:10' })
    await board.publish(trackerOf(id, { status: 'queued', progress: 60, cursor: '1:11', last_updated: at(0) }))
    expect(await board.get(id)).toMatchObject({ status: 'queued', progress: 100, cursor: '1:11' })
    await board.publish(trackerOf(id, { cursor: '2:1', last_updated: at(0) }))
    expect(await board.get(id)).toMatchObject({ cursor: '2:1' })
  })

  it('is told to watchers as it is shown, and not at all when it is older', async () => {
    const subscriber = redis.duplicate()
    const heard: { progress: number }[] = []
    subscriber.on('message', (_channel, text) => void heard.push(JSON.parse(text) as { progress: number }))
    await subscriber.subscribe(progressChannel(id))
    await board.publish(trackerOf(id, { progress: 40, cursor: '1:2' }))
    await board.publish(trackerOf(id, { progress: 50, cursor: '1:1' }))
    await board.publish(trackerOf(id, { progress: 30, cursor: '1:3' }))
    await subscriber.ping()
    subscriber.disconnect()
    expect(heard.map(({ progress }) => progress)).toEqual([40, 40])
  })
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ExecutionEvent, Tracker } from '@techdeck/contracts'
import { createLogger, newId } from '@techdeck/core'
import { eventBusConformance, trackerOf, until } from '@techdeck/pipeline/conformance'
import type { Redis } from 'ioredis'
import {
  RedisAccessCache,
  RedisEventBus,
  RedisProgressBoard,
  RedisUploadBoard,
  connectFailFast,
  connectPatiently,
  toEventView,
  type DatasetMessage,
  type Message,
} from './index.ts'
import { CANCEL_CHANNEL } from './names.ts'

const logger = createLogger('test', { level: 'silent' })
const eventOf = (seq: number): ExecutionEvent => ({
  seq,
  key: `k${seq}`,
  event: 'quality.completed',
  stage: 'quality',
  datasetId: 'd',
  timestamp: new Date(1_700_000_000_000),
  data: { status: 'completed' },
})

eventBusConformance('Redis', async () => {
  const connection = connectPatiently(process.env.REDIS_URL!, logger)
  const subscriber = connection.duplicate()
  const tested = new RedisEventBus(connection)
  return {
    bus: tested,
    async watch(executionId, hear) {
      await tested.subscribe(executionId, (message) => {
        if (message.kind !== 'event') return
        const { cursor, event, stage, dataset_id: datasetId, data } = message.event
        hear({ cursor, event, stage, datasetId, data })
      })
    },
    async watchDataset(datasetId, hear) {
      await tested.subscribeDataset(datasetId, hear)
    },
    async watchCancels(hear) {
      await subscriber.subscribe(CANCEL_CHANNEL)
      subscriber.on('message', (_channel, executionId) => hear(executionId))
    },
    async close() {
      tested.close()
      subscriber.disconnect()
      connection.disconnect()
    },
  }
})

let redis: Redis
let bus: RedisEventBus
let id: string
beforeEach(() => {
  redis = connectPatiently(process.env.REDIS_URL!, logger)
  bus = new RedisEventBus(redis)
  id = newId()
})
afterEach(() => {
  bus.close()
  redis.disconnect()
})
const listener = () => {
  const heard: Message[] = []
  return { heard, hear: (message: Message) => void heard.push(message) }
}

describe('events over Redis', () => {
  it('look as clients see them', () => {
    expect(toEventView('e', 2, eventOf(7))).toEqual({
      execution_id: 'e',
      cursor: '2:7',
      event: 'quality.completed',
      stage: 'quality',
      dataset_id: 'd',
      timestamp: '2023-11-14T22:13:20.000Z',
      data: { status: 'completed' },
    })
    const { stage: _stage, datasetId: _datasetId, ...bare } = eventOf(1)
    expect(toEventView('e', 1, bare)).not.toHaveProperty('stage')
  })

  it('reach who watches an execution, in order, with its progress, and nobody else', async () => {
    const { heard, hear } = listener()
    const other = listener()
    await bus.subscribe(id, hear)
    await bus.subscribe(newId(), other.hear)
    for (const seq of [1, 2, 3]) await bus.publishEvent(id, eventOf(seq), 1)
    await new RedisProgressBoard(redis).publish(trackerOf(id, { progress: 5 }))
    await until(() => heard.length === 4)
    expect(heard.slice(0, 3)).toEqual(
      [1, 2, 3].map((seq) => ({ kind: 'event', event: toEventView(id, 1, eventOf(seq)) })),
    )
    expect(heard[3]).toMatchObject({
      kind: 'progress',
      tracker: { execution_id: id, progress: 5 } satisfies Partial<Tracker>,
    })
    expect(other.heard).toEqual([])
  })

  it('reach each of several watchers from the moment that it watches', async () => {
    const [one, two] = [listener(), listener()]
    // At the same time: the second must not be told that it watches before it does.
    const [, stop] = await Promise.all([bus.subscribe(id, one.hear), bus.subscribe(id, two.hear)])
    await bus.publishEvent(id, eventOf(1), 1)
    await until(() => one.heard.length === 1 && two.heard.length === 1)
    await stop()
    await stop()
    await bus.publishEvent(id, eventOf(2), 1)
    await until(() => one.heard.length === 2)
    expect(two.heard).toHaveLength(1)
  })

  it('do not reach who stopped watching, and do again after watching anew', async () => {
    const { heard, hear } = listener()
    await (
      await bus.subscribe(id, hear)
    )()
    await bus.publishEvent(id, eventOf(1), 1)
    await bus.subscribe(id, hear)
    await bus.publishEvent(id, eventOf(2), 1)
    await until(() => heard.length === 1)
    expect(heard).toMatchObject([{ event: { cursor: '1:2' } }])
  })

  it('are heard again after the connection broke, and who listens is told that some may be lost', async () => {
    const { heard, hear } = listener()
    const before = await subscribers(redis)
    await bus.subscribe(id, hear)
    const [own] = [...(await subscribers(redis))].filter((client) => !before.has(client))
    await redis.client('KILL', 'ID', own)
    await until(() => heard.length > 0)
    expect(heard).toEqual([{ kind: 'lapse' }])
    await bus.publishEvent(id, eventOf(1), 1)
    await until(() => heard.length > 1)
    expect(heard[1]).toMatchObject({ kind: 'event', event: { cursor: '1:1' } })
  })

  it('are heard with a publisher that fails fast, too', async () => {
    const hasty = connectFailFast(process.env.REDIS_URL!, logger)
    await until(() => hasty.status === 'ready')
    const fast = new RedisEventBus(hasty)
    const { heard, hear } = listener()
    await fast.subscribe(id, hear)
    await fast.publishEvent(id, eventOf(1), 1)
    await until(() => heard.length === 1)
    fast.close()
    hasty.disconnect()
    expect(heard).toHaveLength(1)
  })

  it('tell how an upload gets on, that it is over, and that its data set was inspected', async () => {
    const told: DatasetMessage[] = []
    const uploads = new RedisUploadBoard(redis)
    const upload = { datasetId: id, workspaceId: 'w', userId: 'u', bytesReceived: 5, bytesTotal: 10 }
    await bus.subscribeDataset(id, (message) => void told.push(message))
    await uploads.report({ ...upload, datasetId: newId() })
    await uploads.report(upload)
    expect(await uploads.get(id)).toEqual(upload)
    await uploads.over(id)
    expect(await uploads.get(id)).toBeNull()
    await bus.publishDataset(newId())
    await bus.publishDataset(id)
    await until(() => told.length >= 3)
    expect(told).toEqual([{ kind: 'upload', upload }, { kind: 'look' }, { kind: 'look' }])
  })

  it('tell whose access has changed', async () => {
    const told: (string | null)[] = []
    await bus.subscribeAccess((userId) => void told.push(userId))
    await new RedisAccessCache(redis).changed(id)
    await until(() => told.includes(id))
    expect(told).toContain(id)
  })
})

/** Ids of the connections that listen to something. */
async function subscribers(client: Redis): Promise<Set<string>> {
  const list = (await client.client('LIST', 'TYPE', 'PUBSUB')) as string
  return new Set([...list.matchAll(/^id=(\d+)/gm)].map(([, connection]) => connection))
}

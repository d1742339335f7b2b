import { createLogger, delay } from '@techdeck/core'
import type { NewEvent, Transition } from '@techdeck/pipeline'
import { RedisEventBus, connectPatiently, toEventView } from '@techdeck/redis'
import { connectStore } from '@techdeck/store'
import { answer } from '../lib/child.ts'
import { steadyMs } from '../lib/clock.ts'
import { PEER_CHANNEL, type SendOrder, type Sent } from './orders.ts'

// Lets things happen to executions at a steady rate, as workers do: a change in the store, then messages. A second's
// events of an execution are one change, as when several stages move together: the embedded database takes a whole core
// for a hundred changes a second, and it is the sockets that are measured here.

const [redisUrl, mongoUri] = process.argv.slice(2)
const redis = connectPatiently(redisUrl, createLogger('sender', { level: 'silent' }))
const store = await connectStore({ uri: mongoUri })
const bus = new RedisEventBus(redis)

answer(async ({ executionIds, perSecond, seconds, toPeer }: SendOrder): Promise<Sent> => {
  const commits: number[] = []
  const published: Sent['published'] = {}
  const everyMs = 1000 / perSecond
  const startAt = steadyMs() + 100
  await Promise.all(
    executionIds.map(async (id, place) => {
      const times = (published[id] = {} as Record<number, number>)
      // Neither changes nor messages of several executions come at once.
      const beginAt = startAt + (place / executionIds.length) * (1000 + everyMs)
      const [datasetId] = (await store.executions.get(id))!.datasetIds
      for (let at = 0; at < perSecond * seconds; at += perSecond) {
        const restMs = beginAt + (at - 0.5) * everyMs - steadyMs()
        if (restMs > 0) await delay(restMs)
        const began = steadyMs()
        const { events } = await store.executions.transition(id, changeOf(datasetId, `${startAt} ${at}`, perSecond))
        commits.push(steadyMs() - began)
        for (const [after, event] of events.entries()) {
          const waitMs = beginAt + (at + after) * everyMs - steadyMs()
          if (waitMs > 0) await delay(waitMs)
          times[event.seq] = steadyMs()
          if (toPeer) await redis.publish(PEER_CHANNEL + id, JSON.stringify(toEventView(id, 1, event)))
          else await bus.publishEvent(id, event, 1)
        }
      }
    }),
  )
  const tookMs = steadyMs() - startAt
  return { published, commits: commits.toSorted((a, b) => a - b), tookMs }
})

/** A change of a running execution with so many events. */
function changeOf(datasetId: string, key: string, count: number): Transition {
  const stage = { datasetId, stage: 'ingestion', from: ['pending', 'running'], set: {} } as const
  const eventAt = (at: number): NewEvent => ({
    key: `${key} ${at}`,
    event: 'checkpoint.save',
    data: { records: at, shards: at },
  })
  return {
    from: ['queued', 'running'],
    to: 'running',
    event: eventAt(0),
    followedBy: Array.from({ length: count - 1 }, (_, at) => ({ stage, event: eventAt(at + 1) })),
  }
}

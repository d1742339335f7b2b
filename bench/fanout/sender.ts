import { createLogger } from '@techdeck/core'
import { RedisEventBus, connectPatiently, toEventView } from '@techdeck/redis'
import { connectStore } from '@techdeck/store'
import { answer } from '../lib/child.ts'
import { steadyMs } from '../lib/clock.ts'
import { PEER_CHANNEL, type SendOrder, type Sent } from './orders.ts'

// Lets things happen to executions at a steady rate, as workers do: a change in the store, then a message.

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
      for (let at = 0; at < perSecond * seconds; at++) {
        const waitMs = startAt + (at + place / executionIds.length) * everyMs - steadyMs()
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
        const began = steadyMs()
        const { events } = await store.executions.transition(id, {
          from: ['queued', 'running'],
          to: 'running',
          event: { key: `${startAt} ${at}`, event: 'checkpoint.save', data: { records: at, shards: at } },
        })
        const now = steadyMs()
        commits.push(now - began)
        for (const event of events) {
          times[event.seq] = now
          if (toPeer) await redis.publish(PEER_CHANNEL + id, JSON.stringify(toEventView(id, 1, event)))
          else await bus.publishEvent(id, event, 1)
        }
      }
    }),
  )
  const tookMs = steadyMs() - startAt
  return { published, commits: commits.toSorted((a, b) => a - b), tookMs }
})

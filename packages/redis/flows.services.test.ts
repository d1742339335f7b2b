import { flowQueueConformance } from '@techdeck/pipeline/conformance'
import { STAGES } from '@techdeck/contracts'
import { createLogger, delay } from '@techdeck/core'
import { BullFlowQueue, FlowWorker, connectPatiently } from './index.ts'

// A Redis data base of its own: other tests queue flows at the same time.
flowQueueConformance('BullMQ', async () => {
  const logger = createLogger('test', { level: 'silent' })
  const redis = connectPatiently(`${process.env.REDIS_URL!}/7`, logger)
  const flows = new BullFlowQueue(redis)
  return {
    flows,
    async work(handlers, done) {
      const worker = new FlowWorker({ connection: redis, flows, stages: STAGES, handlers, concurrency: 2, logger })
      while (!done()) await delay(5)
      await worker.close()
    },
    async wipe() {
      await redis.flushdb()
    },
    async close() {
      await flows.close()
      redis.disconnect()
    },
  }
})

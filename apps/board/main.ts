import process from 'node:process'
import { createAuditWriter } from '@techdeck/audit'
import { createLogger, stopOnSignal, systemClock } from '@techdeck/core'
import { BullFlowQueue, RedisPasses, connectFailFast } from '@techdeck/redis'
import { connectStore } from '@techdeck/store'
import { buildApp } from './app.ts'
import { readBoardEnv } from './env.ts'

const env = readBoardEnv(process.env)
const logger = createLogger('board', { level: env.logLevel })
const store = await connectStore({ uri: env.mongoUri, tls: env.tls.mongo, appName: 'techdeck-board' })
const redis = connectFailFast(env.redisUrl, logger, env.tls.redis)
const flows = new BullFlowQueue(redis)

const app = buildApp({
  ...store,
  // It has no key ring, so what it writes has no addresses.
  audit: createAuditWriter(store.audit, null, systemClock),
  clock: systemClock,
  logger,
  passes: new RedisPasses(redis),
  queues: flows.queues,
  writable: env.writable,
  trustedProxies: env.trustedProxies,
})
const url = await app.listen({ host: env.host, port: env.port })
logger.info({ url, pid: process.pid }, 'the board is listening')

stopOnSignal(logger, async () => {
  await app.close()
  await flows.close()
  redis.disconnect()
  await store.close()
})

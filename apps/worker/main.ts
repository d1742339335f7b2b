import process from 'node:process'
import { createLogger } from '@techdeck/core'
import { fieldsOf, loadKeyRing } from '@techdeck/crypto'
import { connectStore } from '@techdeck/store'
import { readWorkerEnv } from './env.ts'
import { serveHealth } from './health.ts'
import { startHost } from './host.ts'

const env = readWorkerEnv(process.env)
const logger = createLogger('worker', { level: env.logLevel }).child({ stage: env.stages.join(',') })
const keyRing = await loadKeyRing({ env: env.keys, file: env.keyFile })
const store = await connectStore({ uri: env.mongoUri, tls: env.tls.mongo, fields: fieldsOf(keyRing) })
const host = await startHost(env, { store, keyRing, logger })
const health = serveHealth(env, { registry: host.metrics.registry, isReady: () => true })

let stopping = false
async function stop(signal: string): Promise<void> {
  if (stopping) return
  stopping = true
  logger.info({ signal }, 'The worker hands its work back')
  await host.close()
  await (await health).close()
  await store.close()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
const { port } = await health
// Starting leaves more behind than anything later; V8 would let it lie.
globalThis.gc?.()
logger.info({ port, pid: process.pid }, 'The worker is ready')

import process from 'node:process'
import { isS3, openArtifactStore } from '@techdeck/artifacts'
import { AuditLog, Sealer, logSignerOf } from '@techdeck/audit'
import { KeyFolder } from '@techdeck/backup'
import { createLogger, systemClock, stopOnSignal } from '@techdeck/core'
import { fieldsOf, loadKeyRing } from '@techdeck/crypto'
import {
  BullFlowQueue,
  CachingManager,
  RedisAccessCache,
  RedisDeviceCodes,
  RedisEventBus,
  RedisPasses,
  RedisProgressBoard,
  RedisQueueFigures,
  RedisThrottle,
  RedisTickets,
  RedisUploadBoard,
  RedisWorkerBoard,
  connectFailFast,
  withResultCaches,
} from '@techdeck/redis'
import { ErrorRecoveryManager } from '@techdeck/pipeline'
import { connectStore } from '@techdeck/store'
import { buildApp } from './app.ts'
import { readinessChecks } from './checks.ts'
import type { ApiDeps } from './deps.ts'
import { readApiEnv } from './env.ts'
import { ensureFirstAdmin } from './first-admin.ts'
import manifest from './package.json' with { type: 'json' }
import { heldFor } from './held-for.ts'
import { withBackedUpKeys } from './keys/backed-up-keys.ts'
import { KeyRotator } from './keys/key-rotator.ts'
import { guardArtifacts, guardStore } from './guarded.ts'
import { createPasswords } from './passwords.ts'
import { buildMetricsListener, countCaches, createMetrics, showBreakers } from './plugins/metrics.ts'
import { measurePressure } from './pressure.ts'
import { measureFolder } from './storage/measure-folder.ts'
import { Sweeper } from './sweeper.ts'
import { BEGUN_DOWNLOADS, DOWNLOADS, SIGN_IN_LINKS } from './ticket-kinds.ts'
import { WebhookDeliverer } from './webhooks/deliverer.ts'

const env = readApiEnv(process.env)
const logger = createLogger('api', { level: env.logLevel })
const keyRing = await loadKeyRing({ env: env.keys, file: env.keyFile })
const opened = await connectStore({
  uri: env.mongoUri,
  tls: env.tls.mongo,
  appName: 'techdeck-api',
  fields: fieldsOf(keyRing),
})
const recovery = new ErrorRecoveryManager()
const { backupKeys } = env.settings
const store = withBackedUpKeys(
  guardStore(recovery, opened),
  backupKeys === undefined ? undefined : new KeyFolder(backupKeys),
)
const redis = connectFailFast(env.redisUrl, logger, env.tls.redis)
const unguarded = await openArtifactStore(env.artifacts)
const artifacts = guardArtifacts(recovery, unguarded)
const flows = new BullFlowQueue(redis)
const caches = new CachingManager(redis)
const queueFigures = new RedisQueueFigures(redis, flows.queues)
const events = new RedisEventBus(redis)
const registry = createMetrics()
countCaches(registry, () => caches.counts())
showBreakers(registry, () => recovery.states())
const signer = logSignerOf(keyRing.pseudonymKey)
const audit = new AuditLog({
  storage: store.audit,
  signer,
  secret: keyRing.pseudonymKey,
  clock: systemClock,
  witnesses: env.auditWitnesses,
})

const passwords = createPasswords()
if (env.firstAdmin) await ensureFirstAdmin({ ...store, clock: systemClock, logger }, passwords, env.firstAdmin)

const deps: ApiDeps = {
  ...store,
  results: withResultCaches(store.results, caches),
  version: manifest.version,
  settings: env.settings,
  clock: systemClock,
  logger,
  registry,
  artifacts,
  audit,
  keyRing,
  flows,
  queues: flows.queues,
  queueFigures,
  workers: new RedisWorkerBoard(redis),
  // What a bucket holds and may hold its own keeper tells.
  storage: isS3(env.artifacts) ? async () => null : heldFor(60_000, () => measureFolder(env.artifacts)),
  progress: new RedisProgressBoard(redis),
  events,
  accessCache: new RedisAccessCache(redis, caches),
  accessChanges: events,
  throttle: new RedisThrottle(redis),
  passwords,
  tickets: new RedisTickets(redis),
  signInLinks: new RedisTickets(redis, SIGN_IN_LINKS),
  downloads: new RedisTickets(redis, DOWNLOADS),
  begunDownloads: new RedisTickets(redis, BEGUN_DOWNLOADS),
  passes: new RedisPasses(redis),
  deviceCodes: new RedisDeviceCodes(redis),
  uploads: new RedisUploadBoard(redis),
  limits: redis,
  pressure: () => measurePressure(env.artifacts, queueFigures),
  checks: readinessChecks({ store: opened, redis, artifacts: unguarded }),
}
const app = buildApp(deps)
const url = await app.listen({ host: env.host, port: env.port })
const metrics = env.metrics && buildMetricsListener(registry)
const metricsUrl = await metrics?.listen(env.metrics)
logger.info({ url, pid: process.pid }, 'the API is listening')
if (metricsUrl !== undefined) logger.info({ url: metricsUrl }, 'metrics are listening')

const stopping = new AbortController()
const sweeping = Promise.all([new Sweeper(deps).run(stopping.signal), new KeyRotator(deps).run(stopping.signal)])
const sealer = new Sealer({ storage: store.audit, signer, clock: systemClock, leases: store.leases, logger })
const telling = new WebhookDeliverer(deps).run(stopping.signal)
const sealing = sealer.run(stopping.signal)

stopOnSignal(logger, async () => {
  stopping.abort()
  await app.close()
  await metrics?.close()
  await Promise.all([sweeping, sealing, telling])
  events.close()
  await flows.close()
  redis.disconnect()
  await store.close()
})

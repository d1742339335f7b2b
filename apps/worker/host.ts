import { keyUseOf, observeKeyUse, openArtifactStore } from '@techdeck/artifacts'
import { createAuditWriter } from '@techdeck/audit'
import { ResourceError, delay, newId, systemClock, type Logger } from '@techdeck/core'
import type { KeyRing } from '@techdeck/crypto'
import {
  ErrorRecoveryManager,
  ProgressTracker,
  Reconciler,
  createHandlers,
  type PipelineDeps,
} from '@techdeck/pipeline/orchestrator'
import {
  BullFlowQueue,
  CachingManager,
  FlowWorker,
  RedisEventBus,
  RedisProgressBoard,
  RedisWorkerBoard,
  connectPatiently,
  withResultCaches,
} from '@techdeck/redis'
import { OUTLINES } from '@techdeck/stages/outlines'
import type { Store } from '@techdeck/store'
import type { WorkerEnv } from './env.ts'
import { Heartbeat } from './heartbeat.ts'
import { KeyUseLog, withSanitizeLog } from './key-use-log.ts'
import { createMetrics, type WorkerMetrics } from './metrics.ts'
import manifest from './package.json' with { type: 'json' }
import { createPool } from './pool.ts'

/** Work that is not handed back by then is left to the locks. */
const HAND_BACK_MS = 9_000

export interface WorkerHost {
  metrics: WorkerMetrics
  /** Stops taking work, hands back what is under way, lets go of everything; within 10 s. */
  close(): Promise<void>
}

/** Joins queues, records, artifacts and threads to one worker of some stages. */
export async function startHost(
  env: WorkerEnv,
  { store, keyRing, logger }: { store: Store; keyRing: KeyRing; logger: Logger },
): Promise<WorkerHost> {
  const redis = connectPatiently(env.redisUrl, logger, env.tls.redis)
  const log = new KeyUseLog({
    ...store,
    audit: createAuditWriter(store.audit, keyRing.pseudonymKey, systemClock),
    clock: systemClock,
  })
  const pool = createPool({
    threads: env.threads,
    memoryMb: env.threadMemoryMb,
    artifacts: env.artifacts,
    stages: env.stages,
    logger,
    used: (uses) => log.used(uses),
  })
  const flows = new BullFlowQueue(redis)
  const recovery = new ErrorRecoveryManager()
  const metrics = createMetrics(
    () => pool.load,
    () => recovery.states(),
  )
  const deps: PipelineDeps = {
    executions: store.executions,
    shards: store.shards,
    results: withResultCaches(store.results, new CachingManager(redis)),
    datasets: store.datasets,
    keys: store.keys,
    leases: store.leases,
    artifacts: observeKeyUse(await openArtifactStore(env.artifacts), (use) => log.used([keyUseOf(use)])),
    keyRing,
    events: new RedisEventBus(redis),
    progress: new RedisProgressBoard(redis),
    flows,
    // What threads find away is the artifact store: they reach for nothing else.
    compute: recovery.guard(
      'artifacts',
      metrics.count(withSanitizeLog(pool, log)),
      ['shard', 'finish', 'inspect', 'preview'],
      {
        whileOpen: (_, retryAfter) => new ResourceError('The artifact store did not answer lately.', { retryAfter }),
      },
    ),
    stages: OUTLINES,
    clock: systemClock,
    logger,
    unpackLimits: env.unpackLimits,
    window: Math.min(64, Math.max(12, 4 * env.threads)),
  }
  const tracker = new ProgressTracker(deps)
  const worker = new FlowWorker({
    connection: redis,
    flows,
    stages: env.stages,
    handlers: metrics.observe(createHandlers(deps, tracker)),
    // More jobs than threads, so that a thread need not wait for claims and commits of the one before.
    concurrency: 2 * env.threads + 1,
    logger,
    observer: metrics.jobs,
  })
  const stopping = new AbortController()
  const id = newId()
  const reconciling = new Reconciler(deps, id).run(env.reconcileMs, stopping.signal)
  const heartbeat = new Heartbeat({
    board: new RedisWorkerBoard(redis),
    worker,
    about: { id, name: env.name, version: manifest.version, stages: env.stages, threads: env.threads },
    load: () => pool.load,
    logger,
  })
  const beating = heartbeat.run(stopping.signal)

  return {
    metrics,
    async close() {
      stopping.abort()
      tracker.close()
      await Promise.race([worker.close(), delay(HAND_BACK_MS)])
      await Promise.race([
        Promise.all([reconciling, beating, pool.close(), flows.close().catch(() => {})]),
        delay(1000),
      ])
      redis.disconnect()
    },
  }
}

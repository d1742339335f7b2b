import type { QueueView, WorkerView, WorkersView } from '@techdeck/contracts'
import type { QueueFigures, SeenWorker } from '@techdeck/redis'
import { ResourceError } from '@techdeck/core'
import type { ApiDeps } from '../../deps.ts'

export type WorkerDeps = Pick<ApiDeps, 'workers' | 'queueFigures'>

/** A worker tells of itself once a second. */
const LOST_MS = 10_000

/** Workers and queues as they are now. @throws ResourceError while Redis is away */
export async function workersView({ workers, queueFigures }: WorkerDeps): Promise<WorkersView> {
  const [seen, figures] = await inRedis(Promise.all([workers.list(), queueFigures.look()]))
  const shown = seen.map(toWorkerView)
  return { workers: shown, queues: figures.map((queue) => toQueueView(queue, shown)) }
}

/** What is in Redis alone cannot be told while it is away. */
export function inRedis<T>(asked: Promise<T>): Promise<T> {
  return asked.catch((cause: unknown) => {
    throw new ResourceError('Redis is away, so nothing can be said or changed of workers and queues.', {
      cause,
      retryAfter: 2,
    })
  })
}

const toWorkerView = (worker: SeenWorker): WorkerView => ({
  id: worker.id,
  name: worker.name,
  host: worker.host,
  pid: worker.pid,
  version: worker.version,
  stages: worker.stages,
  threads: worker.threads,
  load: Math.min(1, Math.round((worker.busy / worker.threads) * 100) / 100),
  memory_bytes: worker.memoryBytes,
  state: stateOf(worker),
  work: worker.work.map(({ kind, stage, executionId, datasetId, shard }) => ({
    kind,
    stage,
    execution_id: executionId,
    dataset_id: datasetId,
    shard,
  })),
  started_at: worker.startedAt,
  heard_ms: worker.heardMs,
})

/** What was asked of it a moment ago counts before it has told that it does so. */
function stateOf({ state, heardMs, wantsDrain }: SeenWorker): WorkerView['state'] {
  if (heardMs > LOST_MS) return 'lost'
  return wantsDrain && state === 'working' ? 'draining' : state
}

const toQueueView = (queue: QueueFigures, workers: readonly WorkerView[]): QueueView => ({
  queue: queue.queue,
  paused: queue.isPaused,
  waiting: queue.waiting,
  delayed: queue.delayed,
  active: queue.active,
  failed: queue.failed,
  oldest_wait_ms: queue.oldestWaitMs,
  per_minute: queue.perMinute,
  eta_ms: queue.etaMs,
  workers: workers.filter(({ state, stages }) => state === 'working' && serves(stages, queue.queue)).length,
})

/** The queue of whole runs is served by all. */
const serves = (stages: readonly string[], queue: string): boolean => queue === 'pipeline' || stages.includes(queue)

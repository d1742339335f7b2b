import { formatBytes, formatDuration } from '@techdeck/client/figures'
import type { QueueView, WorkerView, WorkersView } from '@techdeck/contracts'
import { table } from './table.ts'

/** Workers as a table, or that there are none. */
export function workerLines({ workers }: Pick<WorkersView, 'workers'>): string[] {
  if (workers.length === 0) return ['No worker has told of itself. Start some: ./techdeck up']
  const head = ['worker', 'state', 'stages', 'where', 'load', 'memory', 'jobs', 'heard', 'id']
  return table(head, workers.map(workerRow), '')
}

const workerRow = (worker: WorkerView) => [
  worker.name,
  worker.state,
  worker.stages.length > 3 ? 'all' : worker.stages.join(','),
  `${worker.host}:${worker.pid}`,
  `${Math.round(worker.load * 100)} % of ${worker.threads}`,
  formatBytes(worker.memory_bytes),
  worker.work.length === 0 ? null : worker.work.length,
  formatDuration(worker.heard_ms),
  worker.id,
]

/** Queues as a table. */
export function queueLines({ queues }: Pick<WorkersView, 'queues'>): string[] {
  const head = ['queue', 'state', 'waiting', 'oldest', 'active', 'failed', 'a minute', 'left', 'workers']
  return table(head, queues.map(queueRow), '')
}

const queueRow = (queue: QueueView) => [
  queue.queue,
  queue.paused ? 'paused' : queue.workers === 0 ? 'no worker' : 'open',
  queue.waiting + queue.delayed,
  queue.oldest_wait_ms === null ? null : formatDuration(queue.oldest_wait_ms),
  queue.active,
  queue.failed,
  queue.per_minute,
  queue.eta_ms ? formatDuration(queue.eta_ms) : null,
  queue.workers,
]

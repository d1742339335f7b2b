import fp from 'fastify-plugin'
import { Gauge, type Registry } from 'prom-client'
import { heldFor } from '../held-for.ts'
import { workersView, type WorkerDeps } from '../routes/workers/view.ts'

/** What a scrape asks of each gauge is asked of Redis once. */
const HOLDS_MS = 500

/**
 * How queues and workers stand, from what `GET /workers` answers. Each instance of the API tells the same, so take the
 * largest of them. While Redis is away the figures are absent.
 */
export const workMetrics = fp<WorkerDeps & { registry: Registry }>(
  async (_app, { registry, ...deps }) => {
    const look = heldFor(HOLDS_MS, () => workersView(deps))
    type Queue = Awaited<ReturnType<typeof workersView>>['queues'][number]
    const gauge = (name: string, help: string, figuresOf: (queue: Queue) => Record<string, number | null>) =>
      registry.registerMetric(
        new Gauge({
          name,
          help,
          labelNames: ['queue', 'state'],
          registers: [],
          async collect() {
            this.reset()
            const { queues } = await look().catch(() => ({ queues: [] }))
            for (const queue of queues)
              for (const [state, figure] of Object.entries(figuresOf(queue)))
                if (figure !== null) this.set({ queue: queue.queue, ...(state && { state }) }, figure)
          },
        }),
      )
    gauge('techdeck_queue_jobs', 'Jobs of a queue.', ({ waiting, delayed, active, failed }) => ({
      waiting,
      delayed,
      active,
      failed,
    }))
    gauge(
      'techdeck_queue_oldest_wait_seconds',
      'How long the job has waited that waits longest; 0 when none waits.',
      ({ oldest_wait_ms: ms }) => ({ '': (ms ?? 0) / 1000 }),
    )
    gauge('techdeck_queue_jobs_per_minute', 'Jobs that ended well in the last minute.', ({ per_minute: jobs }) => ({
      '': jobs,
    }))
    gauge('techdeck_queue_paused', '1 where nobody takes jobs.', ({ paused }) => ({ '': paused ? 1 : 0 }))
    gauge('techdeck_queue_workers', 'Workers that take jobs of a queue.', ({ workers }) => ({ '': workers }))
  },
  { name: 'work-metrics' },
)

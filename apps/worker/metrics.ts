import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { FlowHandlers } from '@techdeck/pipeline'

export interface WorkerMetrics {
  registry: Registry
  /** The same handlers, counted and timed by stage. */
  observe(handlers: FlowHandlers): FlowHandlers
}

/** Metrics of one worker process; labels are stages and kinds of job alone. */
export function createMetrics(
  load: () => number,
  breakers: () => { [dependency: string]: string } = () => ({}),
): WorkerMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'techdeck_job_duration_seconds',
    help: 'Time that one run of a job took.',
    labelNames: ['kind', 'stage'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  })
  const failures = new Counter({
    name: 'techdeck_job_failures_total',
    help: 'Runs of jobs that threw.',
    labelNames: ['kind', 'stage'],
    registers: [registry],
  })
  registry.registerMetric(
    new Gauge({
      name: 'techdeck_threads_busy',
      help: 'Tasks that wait for a thread or run in one.',
      registers: [],
      collect() {
        this.set(load())
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'techdeck_breaker_open',
      help: 'Whether a dependency did not answer lately and is left alone.',
      labelNames: ['dependency'],
      registers: [],
      collect() {
        for (const [dependency, state] of Object.entries(breakers()))
          this.set({ dependency }, state === 'closed' ? 0 : 1)
      },
    }),
  )
  const timed = async <T>(kind: string, stage: string, run: () => Promise<T>): Promise<T> => {
    const stop = seconds.startTimer({ kind, stage })
    try {
      return await run()
    } catch (error) {
      failures.inc({ kind, stage })
      throw error
    } finally {
      stop()
    }
  }
  return {
    registry,
    observe: (handlers) => ({
      root: (job) => timed('root', 'none', () => handlers.root(job)),
      stage: (job, signal) => timed('stage', job.stage, () => handlers.stage(job, signal)),
      shard: (job, signal) => timed('shard', job.stage, () => handlers.shard(job, signal)),
      inspect: (job, signal) => timed('inspect', 'ingestion', () => handlers.inspect(job, signal)),
      preview: (job, signal) => timed('preview', 'ingestion', () => handlers.preview(job, signal)),
    }),
  }
}

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Records } from '@techdeck/contracts'
import type { Compute, FlowHandlers } from '@techdeck/pipeline'
import type { JobObserver } from '@techdeck/redis'

export interface WorkerMetrics {
  registry: Registry
  /** The same handlers, counted and timed by stage. */
  observe(handlers: FlowHandlers): FlowHandlers
  /** Counts what happens to jobs before they are worked on. */
  jobs: JobObserver
  /** The same compute, with what went through it counted by stage. */
  count(compute: Compute): Compute
}

const OUTCOMES = ['out', 'rejected', 'quarantined', 'merged', 'withheld'] as const satisfies (keyof Records)[]

/** Metrics of one worker process; labels are stages, kinds of job, queues, outcomes and dependencies alone. */
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
  const waits = new Histogram({
    name: 'techdeck_job_wait_seconds',
    help: 'Time from when a job could be taken to when a worker took it, at its first attempt.',
    labelNames: ['kind', 'stage'],
    buckets: [0.01, 0.1, 0.5, 2, 10, 60, 600, 3600],
    registers: [registry],
  })
  const retries = new Counter({
    name: 'techdeck_job_retries_total',
    help: 'Attempts at jobs beyond the first.',
    labelNames: ['kind', 'stage'],
    registers: [registry],
  })
  const stalls = new Counter({
    name: 'techdeck_jobs_stalled_total',
    help: 'Jobs that their worker died with or held past its lock, as seen by this worker.',
    labelNames: ['queue'],
    registers: [registry],
  })
  const records = new Counter({
    name: 'techdeck_records_total',
    help: 'Records that a stage went through, by what became of them; work that was done twice counts twice.',
    labelNames: ['stage', 'outcome'],
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
    jobs: {
      taken({ kind, stage }, { attempt, waitedMs }) {
        const labels = { kind, stage: stage ?? 'none' }
        if (attempt > 0) retries.inc(labels)
        if (waitedMs !== null) waits.observe(labels, waitedMs / 1000)
      },
      stalled: (queue) => stalls.inc({ queue }),
    },
    count: (compute) => ({
      ...compute,
      async shard(task, signal) {
        const result = await compute.shard(task, signal)
        for (const outcome of OUTCOMES) records.inc({ stage: task.stage, outcome }, result.records[outcome])
        return result
      },
    }),
    observe: (handlers) => ({
      root: (job) => timed('root', 'none', () => handlers.root(job)),
      stage: (job, signal) => timed('stage', job.stage, () => handlers.stage(job, signal)),
      shard: (job, signal) => timed('shard', job.stage, () => handlers.shard(job, signal)),
      inspect: (job, signal) => timed('inspect', 'ingestion', () => handlers.inspect(job, signal)),
      preview: (job, signal) => timed('preview', 'ingestion', () => handlers.preview(job, signal)),
    }),
  }
}

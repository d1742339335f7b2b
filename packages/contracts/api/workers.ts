import { z } from 'zod'
import { STAGES } from '../stages.ts'
import { Id, IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** What a worker has in its hands; ids alone. */
export const WorkView = z.object({
  kind: z.string(),
  stage: z.enum(STAGES).nullable(),
  execution_id: z.string().nullable(),
  dataset_id: z.string().nullable(),
  shard: z.int().nullable(),
})

export const WorkerView = z.object({
  id: z.string(),
  /** As its operator calls it. */
  name: z.string(),
  host: z.string(),
  pid: z.int(),
  version: z.string(),
  stages: z.array(z.enum(STAGES)),
  threads: z.int(),
  /** How much of its threads is at work, from 0 to 1. */
  load: z.number(),
  memory_bytes: z.int(),
  /** `lost`: it has not been heard of for ten seconds. `draining`: it hands back what it has. */
  state: z.enum(['working', 'draining', 'drained', 'lost']),
  work: z.array(WorkView),
  started_at: Time,
  /** Since it was last heard of. */
  heard_ms: z.int(),
})
export type WorkerView = z.infer<typeof WorkerView>

export const QueueView = z.object({
  /** A stage, or `pipeline` for what begins and ends runs. */
  queue: z.string(),
  paused: z.boolean(),
  /** Jobs that a worker may take now, that wait for another attempt, and that are worked on. */
  waiting: z.int(),
  delayed: z.int(),
  active: z.int(),
  /** That failed for good in the last day. */
  failed: z.int(),
  /** How long the one has waited that waits longest. */
  oldest_wait_ms: z.int().nullable(),
  /** Jobs that ended well in the last minute. */
  per_minute: z.int(),
  /** Until all that is queued now has ended, at this rate; null while none ends. */
  eta_ms: z.int().nullable(),
  /** Workers that take jobs of it. */
  workers: z.int(),
})
export type QueueView = z.infer<typeof QueueView>

export const WorkersView = z.object({ workers: z.array(WorkerView), queues: z.array(QueueView) })
export type WorkersView = z.infer<typeof WorkersView>

const manage = { permission: 'queues:manage' } as const
const Stage = z.object({ stage: Id })

export const workerRoutes = {
  listWorkers: {
    method: 'GET',
    path: '/workers',
    ...manage,
    summary: 'Workers with what they are at work on, and queues with how long and how old they are',
    status: 200,
    answer: Ok(WorkersView),
  },
  drainWorker: {
    method: 'POST',
    path: '/workers/:id/drain',
    ...manage,
    summary: 'Have a worker hand back what it has and take no more, until it is resumed',
    params: IdParams,
    status: 202,
    answer: Ok(z.object({ id: Id })),
    audit: 'workers.drain',
  },
  resumeWorker: {
    method: 'POST',
    path: '/workers/:id/resume',
    ...manage,
    summary: 'Have a drained worker take work again',
    params: IdParams,
    status: 202,
    answer: Ok(z.object({ id: Id })),
    audit: 'workers.resume',
  },
  pauseQueue: {
    method: 'POST',
    path: '/queues/:stage/pause',
    ...manage,
    summary: 'Let nobody take jobs of a stage; what is under way goes on',
    params: Stage,
    status: 200,
    answer: Ok(QueueView),
    audit: 'queues.pause',
  },
  resumeQueue: {
    method: 'POST',
    path: '/queues/:stage/resume',
    ...manage,
    summary: 'Let workers take jobs of a stage again',
    params: Stage,
    status: 200,
    answer: Ok(QueueView),
    audit: 'queues.resume',
  },
} as const satisfies Record<string, RouteContract>

import { STAGES } from '@techdeck/contracts'
import { z } from 'zod'

// The board's answers by allow-list. Jobs hold ids and counts, and errors are stored as codes; still, nothing that is in
// Redis is believed: what is not listed here, or does not look as it must, never leaves.

const HIDDEN = '(hidden)'

const Count = z.number().optional().catch(undefined)
const Flag = z.boolean().optional().catch(undefined)
/** A UUID, and what `packages/redis/names.ts` and plans put before and behind it. */
const ID = /^(?:inspect\.|preview\.)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:\.[a-z\d-]{1,64})*$/
const Id = z.string().regex(ID).optional().catch(undefined)
const ShownId = z.string().regex(ID).catch(HIDDEN)
const Stage = z.enum(STAGES).optional().catch(undefined)
const Phase = z
  .string()
  .regex(/^[a-z]{1,20}$/)
  .optional()
  .catch(undefined)
/** With and without what BullMQ puts before it. */
const QUEUE = new RegExp(`^(?:\\{techdeck\\}:)?(?:pipeline|${STAGES.join('|')})$`)
const QueueName = z.string().regex(QUEUE).catch(HIDDEN)

/** Codes of ours, and what BullMQ itself says of a job. */
const Reason = z
  .union([z.string().regex(/^[A-Z][A-Z0-9_]{2,60}$/), z.literal('job stalled more than allowable limit')])
  .catch(HIDDEN)

const STATES = [
  'latest',
  'active',
  'waiting',
  'waiting-children',
  'prioritized',
  'completed',
  'failed',
  'delayed',
  'paused',
  'stuck',
  'unknown',
] as const
const State = z.enum(STATES).catch('unknown')
const Counts = z.partialRecord(z.enum(STATES), z.number())

const Name = z.enum(['root', 'stage', 'shard', 'inspect', 'preview']).or(z.literal(HIDDEN)).catch(HIDDEN)
const Data = z
  .object({
    executionId: Id,
    datasetId: Id,
    stage: Stage,
    round: Count,
    plan: Id,
    phase: Phase,
    index: Count,
    of: Count,
    version: Count,
  })
  .catch({})
const Options = z
  .object({
    attempts: Count,
    delay: Count,
    priority: Count,
    lifo: Flag,
    parent: z.object({ id: ShownId, queue: QueueName }).optional().catch(undefined),
  })
  .catch({})
const Progress = z.number().catch(0)

const Job = z.object({
  id: ShownId,
  name: Name,
  timestamp: Count,
  processedOn: Count,
  finishedOn: Count,
  progress: Progress,
  attempts: z.number().catch(0),
  attemptsStarted: Count,
  stalledCounter: Count,
  priority: Count,
  delay: Count,
  failedReason: Reason.optional(),
  stacktrace: z.array(Reason).catch([]),
  opts: Options,
  data: Data,
  // Jobs give nothing back.
  returnValue: z.unknown().transform(() => null),
  isFailed: z.boolean().catch(false),
})

const Queue = z.object({
  name: QueueName,
  statuses: z.array(State),
  counts: Counts,
  jobs: z.array(Job),
  pagination: z.object({ pageCount: z.number(), range: z.object({ start: z.number(), end: z.number() }) }),
  readOnlyMode: z.boolean(),
  allowRetries: z.boolean(),
  // What is done is not done again.
  allowCompletedRetries: z.unknown().transform(() => false),
  isPaused: z.boolean(),
  type: z.literal('bullmq'),
  delimiter: z.string().max(1).catch(''),
  globalConcurrency: z.number().nullable().catch(null),
  activeRateLimitTtl: Count,
  supportsGlobalRateLimit: z.boolean().transform(() => false),
  jobSchedulerCount: Count,
  hasWorkers: z.boolean().nullable(),
})

const FlowNode = z.object({
  id: ShownId,
  name: Name,
  progress: Progress,
  state: State,
  queueName: QueueName,
  truncated: Flag,
  dependencies: z.object({ processed: Count, unprocessed: Count, ignored: Count, failed: Count }).optional(),
  get children() {
    return z.array(FlowNode)
  },
})

const Points = z
  .object({
    meta: z.object({ count: z.number(), prevTS: z.number(), prevCount: z.number() }),
    data: z.array(z.number()),
    count: z.number(),
  })
  .nullable()
  .catch(null)

const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  '/api/queues': z.object({ queues: z.array(Queue) }),
  '/api/queues/:queueName/:jobId': z.object({ job: Job, status: State }),
  '/api/queues/:queueName/:jobId/flow': z.object({
    nodeId: ShownId,
    isFlowNode: z.boolean(),
    flowRoot: FlowNode.nullable(),
  }),
  // No job of ours writes a log, so none is shown.
  '/api/queues/:queueName/:jobId/logs': z.unknown().transform(() => []),
  // The page asks for them beside each queue; there are none.
  '/api/queues/:queueName/default-job-options': z.unknown().transform(() => ({})),
  '/api/queues/:queueName/metrics': z.object({ completed: Points, failed: Points }),
  '/api/queues/:queueName/workers': z.object({
    workers: z
      .array(
        z.object({
          id: z.string().regex(/^\d+$/).catch(HIDDEN),
          name: z.unknown().transform(() => null),
          addr: z.unknown().transform(() => HIDDEN),
          age: z.number().catch(0),
        }),
      )
      .nullable(),
  }),
  '/api/queues/:queueName/retry/:queueStatus': z.object({ retried: z.number(), skipped: z.number() }),
}

/** A failure as the page understands it: a key of its translations, without what went wrong. */
const Failure = z.object({
  error: z.object({
    key: z.string().regex(/^ERRORS\.[A-Z_]+$/),
    options: z.object({ state: State.optional(), status: State.optional() }).optional(),
  }),
})

/** What may leave of an answer to a route. One without a form of its own says nothing. */
export function allowed(route: string, status: number, body: unknown): unknown {
  if (status >= 400) return Failure.safeParse(body).data ?? { error: { key: 'ERRORS.INTERNAL_SERVER_ERROR' } }
  return ANSWERS[route]?.parse(body) ?? {}
}

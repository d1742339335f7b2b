import { z } from 'zod'
import { STAGES } from '../stages.ts'
import { EXECUTION_STATUSES } from '../statuses.ts'
import { Id, limitQuery, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

/** A shard that could not be worked on: its records count as quarantined until it is replayed. Nothing of them is here. */
export const ParkedShardView = z.object({
  id: z.string(),
  execution_id: z.string(),
  dataset_id: z.string(),
  stage: z.enum(STAGES),
  shard: z.int(),
  /** Why: the code of the last error, or `POISON` where whoever worked on it ended. */
  error_code: z.string(),
  /** How often it was begun. */
  attempts: z.int(),
  parked_at: Time,
  execution_status: z.enum(EXECUTION_STATUSES),
  /** Whether it can be replayed now: its run has to have ended. */
  replayable: z.boolean(),
})
export type ParkedShardView = z.infer<typeof ParkedShardView>

export const ParkedView = z.object({
  shards: z.array(ParkedShardView),
  /** There are more, parked earlier. */
  more: z.boolean(),
})
export type ParkedView = z.infer<typeof ParkedView>

export const ReplayedView = z.object({
  /** Shards that are worked on again. */
  replayed: z.int(),
  execution_ids: z.array(z.string()),
  /** Runs that are still at work, or were changed meanwhile: replay theirs once they have ended. */
  not_now: z.array(z.string()),
})
export type ReplayedView = z.infer<typeof ReplayedView>

const oversee = { permission: 'pipeline:control:any' } as const

export const parkedRoutes = {
  listParked: {
    method: 'GET',
    path: '/shards/parked',
    ...oversee,
    summary: 'Shards of the workspace that are parked, newest first: stage, reason, attempts, since when',
    query: z.strictObject({ execution_id: Id.optional(), limit: limitQuery(1, 1000).optional() }),
    status: 200,
    answer: Ok(ParkedView),
    audit: 'shards.list',
  },
  replayParked: {
    method: 'POST',
    path: '/shards/replay',
    ...oversee,
    begins: true,
    summary: 'Work again on parked shards: those that are named, those of a run, or all; nothing else is done again',
    body: z
      .strictObject({
        shards: z.array(z.string().min(1).max(300)).min(1).max(1000).optional(),
        execution_id: Id.optional(),
        all: z.literal(true).optional(),
      })
      .refine((which) => Object.keys(which).length === 1, 'must name shards, a run, or all'),
    status: 202,
    answer: Ok(ReplayedView),
    audit: 'shards.replay',
    errors: ['NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>

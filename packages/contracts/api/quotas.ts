import { z } from 'zod'
import { QUOTA_NAMES } from '../entities.ts'
import { IdParams, Ok } from './envelope.ts'
import type { RouteContract } from './route.ts'

const Quota = z.object({
  /** What the user may have; null where there is no limit. */
  limit: z.int().nullable(),
  used: z.int(),
  /** The limit is this user's own, and not everybody's. */
  own: z.boolean(),
})

/** What a user may have, and has: bytes that are stored, runs and rows of the last 24 hours, runs that are at work. */
export const QuotasView = z.object({
  user_id: z.string(),
  bytes: Quota,
  runs_a_day: Quota,
  runs_at_once: Quota,
  rows_a_day: Quota,
})
export type QuotasView = z.infer<typeof QuotasView>

/** A number is the user's own limit, null none at all, `default` that of everybody; what is not named stays. */
const Limit = z.union([z.int().min(0).max(Number.MAX_SAFE_INTEGER), z.null(), z.literal('default')])
export const SetQuotasBody = z
  .strictObject({
    bytes: Limit.optional(),
    runs_a_day: Limit.optional(),
    runs_at_once: Limit.optional(),
    rows_a_day: Limit.optional(),
  } satisfies { [name in (typeof QUOTA_NAMES)[number]]: z.ZodType })
  .refine((change) => Object.keys(change).length > 0, 'must name a limit')
export type SetQuotasBody = z.input<typeof SetQuotasBody>

export const quotaRoutes = {
  getMyQuotas: {
    method: 'GET',
    path: '/auth/quotas',
    permission: 'signed_in',
    summary: 'What I may have, and have: bytes, runs a day and at once, rows a day',
    status: 200,
    answer: Ok(QuotasView),
  },
  getQuotas: {
    method: 'GET',
    path: '/users/:id/quotas',
    permission: 'users:manage',
    summary: 'What a user may have, and has',
    params: IdParams,
    status: 200,
    answer: Ok(QuotasView),
    audit: 'user.read_quotas',
  },
  setQuotas: {
    method: 'PATCH',
    path: '/users/:id/quotas',
    permission: 'users:manage',
    summary: 'Give a user limits of their own, or those of everybody; they hold from the next upload or run on',
    params: IdParams,
    body: SetQuotasBody,
    status: 200,
    answer: Ok(QuotasView),
    audit: 'user.set_quotas',
  },
} as const satisfies Record<string, RouteContract>

import { z } from 'zod'
import { Finding, Turn } from '../conversation.ts'
import { FINAL_VERDICTS, REVIEW_LANES, REVIEW_STATUSES, VERDICT_REASONS, VERDICTS } from '../review.ts'
import { Id, IdParams, Ok, Page, PageQuery, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

const ReviewParams = IdParams.extend({ conversation: Id })

export const GivenVerdictView = z.object({
  reviewer: z.string(),
  verdict: z.enum(VERDICTS),
  reason: z.enum(VERDICT_REASONS),
  at: Time,
})

export const ReviewView = z.object({
  conversation_id: z.string(),
  dataset_id: z.string(),
  execution_id: z.string(),
  lane: z.enum(REVIEW_LANES),
  priority: z.number(),
  reasons: z.array(z.string()),
  distressing: z.boolean(),
  status: z.enum(REVIEW_STATUSES),
  /** How many verdicts there are; what others said is told once one's own is in, or it is decided. */
  given: z.int(),
  verdicts: z.array(GivenVerdictView),
  final: z.enum(FINAL_VERDICTS).nullable(),
  settled_by: z.string().nullable(),
  settled_at: Time.nullable(),
  created_at: Time,
})
export type ReviewView = z.infer<typeof ReviewView>

/** A review with what it is about, de-identified. */
export const OpenedReviewView = ReviewView.extend({
  turns: z.array(Turn.pick({ index: true, role: true, text: true })),
  /** What detectors said of it, and what stands in the place of identifiers. */
  findings: z.array(Finding),
  /** Distressing texts that the caller may still open today; null where this one is none. */
  exposure_left: z.int().nullable(),
})
export type OpenedReviewView = z.infer<typeof OpenedReviewView>

export const ReviewsQuery = PageQuery.extend({ status: z.enum(REVIEW_STATUSES).optional() })

export const FillReviewsBody = z
  .strictObject({
    /** The execution whose findings are taken; the newest when absent. */
    execution_id: Id.optional(),
  })
  .nullish()
export const FilledReviewsView = z.object({
  execution_id: z.string(),
  /** What the run would have people look at, and how many of these are named to be queued. */
  lanes: z.record(z.string(), z.int()),
  queued: z.int(),
})

export const VerdictBody = z.strictObject({
  verdict: z.enum(VERDICTS),
  reason: z.enum(VERDICT_REASONS),
})
export const SettleBody = z.strictObject({ verdict: z.enum(FINAL_VERDICTS) })

const FigureView = z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })

/** How well reviewers agree beyond chance, with 95 % intervals by a bootstrap over conversations. */
export const AgreementView = z.object({
  /** Conversations with two verdicts or more. */
  judged: z.int(),
  alpha: FigureView,
  pairs: z.array(z.object({ reviewers: z.tuple([z.string(), z.string()]), both: z.int(), kappa: FigureView })),
})
export type AgreementView = z.infer<typeof AgreementView>

const READ = { permission: 'review:read', reachesOthers: 'review:read:any' } as const
const WRITE = { permission: 'review:write', reachesOthers: 'review:read:any' } as const

export const reviewRoutes = {
  fillReviews: {
    method: 'POST',
    path: '/datasets/:id/reviews',
    ...WRITE,
    summary: 'Queue what a run would have people look at, what presses first; what is queued already stays as it is',
    params: IdParams,
    body: FillReviewsBody,
    opens: true,
    status: 200,
    answer: Ok(FilledReviewsView),
    audit: 'review.fill',
  },
  listReviews: {
    method: 'GET',
    path: '/datasets/:id/reviews',
    ...READ,
    summary: 'Conversations that wait for people or were judged, crises first; no text',
    params: IdParams,
    query: ReviewsQuery,
    opens: true,
    status: 200,
    answer: Page(ReviewView),
    audit: 'review.list',
  },
  getAgreement: {
    method: 'GET',
    path: '/datasets/:id/reviews/agreement',
    ...READ,
    summary: 'How well reviewers agree: Krippendorff’s alpha, and Cohen’s kappa of every two',
    params: IdParams,
    opens: true,
    status: 200,
    answer: Ok(AgreementView),
    audit: 'review.agreement',
  },
  openReview: {
    method: 'GET',
    path: '/datasets/:id/reviews/:conversation',
    ...READ,
    summary: 'A conversation to be judged, de-identified; distressing ones count against a day’s budget',
    params: ReviewParams,
    opens: true,
    status: 200,
    answer: Ok(OpenedReviewView),
    audit: 'review.read',
  },
  giveVerdict: {
    method: 'POST',
    path: '/datasets/:id/reviews/:conversation/verdict',
    ...WRITE,
    summary: 'Say whether a conversation is kept; two who agree decide, and one may change one’s mind until then',
    params: ReviewParams,
    body: VerdictBody,
    opens: true,
    status: 200,
    answer: Ok(ReviewView),
    audit: 'review.verdict',
    errors: ['CONFLICT'],
  },
  settleReview: {
    method: 'POST',
    path: '/datasets/:id/reviews/:conversation/settle',
    ...WRITE,
    summary: 'Decide where two reviewers differ; by somebody who is neither of them',
    params: ReviewParams,
    body: SettleBody,
    opens: true,
    status: 200,
    answer: Ok(ReviewView),
    audit: 'review.settle',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>

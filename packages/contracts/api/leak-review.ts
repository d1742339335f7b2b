import { z } from 'zod'
import { ROLES } from '../conversation.ts'
import { USUAL_SAMPLE } from '../entities.ts'
import { Leak } from '../leak-review.ts'
import { Id, IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const LeakReviewView = z.object({
  execution_id: z.string(),
  seed: z.string(),
  /** Conversations that the sample was drawn from. */
  population: z.int(),
  sample: z.int(),
  reviewed: z.int(),
  /** Conversations with a leak, and all leaks. */
  leaking: z.int(),
  leaks: z.int(),
  /** The share of conversations with a leak is below this (95 %, exact binomial); 1 while nobody has looked. */
  upper_95: z.number(),
  drawn_at: Time,
  signed_off_by: z.string().nullable(),
  signed_off_at: Time.nullable(),
})
export type LeakReviewView = z.infer<typeof LeakReviewView>

/** A conversation to look at, as it comes out. */
export const LeakItemView = z.object({
  /** `null` when all are marked. */
  item: z
    .object({
      dataset_id: z.string(),
      conversation_id: z.string(),
      turns: z.array(
        z.object({
          index: z.int(),
          role: z.enum(ROLES),
          speaker: z.string().optional(),
          text: z.string(),
          /** What was put in place of an identifier: no leak, however much it looks like one. */
          replaced: z.array(z.object({ start: z.int(), end: z.int(), category: z.string() })),
        }),
      ),
      metadata: z.record(z.string(), z.json()),
    })
    .nullable(),
})
export type LeakItemView = z.infer<typeof LeakItemView>

export const BeginLeakReviewBody = z.strictObject({
  /** Conversations to look at. */
  sample: z.int().min(1).max(3000).default(USUAL_SAMPLE),
})
export const MarkLeaksBody = z.strictObject({
  /** None where nothing is left in it. */
  leaks: z.array(Leak).max(1000),
})
export const ConversationParams = IdParams.extend({ conversation: Id })

const Signature = z.object({
  algorithm: z.literal('ed25519'),
  key_id: z.string(),
  public_key: z.string(),
  signature: z.string(),
})

/** What an expert needs to judge how well data are de-identified. `signature` is over the JSON text of `evidence`. */
export const EvidenceView = z.object({ evidence: z.record(z.string(), z.json()), signature: Signature })
export type EvidenceView = z.infer<typeof EvidenceView>

const read = { permission: 'pipeline:read', reachesOthers: 'pipeline:read:any' } as const
const control = { permission: 'pipeline:control', reachesOthers: 'pipeline:control:any' } as const

export const leakReviewRoutes = {
  beginLeakReview: {
    method: 'POST',
    path: '/pipeline/:id/leak-review',
    ...control,
    summary: 'Draw a random sample of what came out, for people to look for what still identifies; once an execution',
    params: IdParams,
    body: BeginLeakReviewBody,
    status: 200,
    answer: Ok(LeakReviewView),
    audit: 'leak_review.begin',
    errors: ['CONFLICT'],
  },
  getLeakReview: {
    method: 'GET',
    path: '/pipeline/:id/leak-review',
    ...read,
    summary: 'How far the review is, and the bound of the leak rate',
    params: IdParams,
    status: 200,
    answer: Ok(LeakReviewView),
    audit: 'leak_review.show',
  },
  nextLeakItem: {
    method: 'GET',
    path: '/pipeline/:id/leak-review/next',
    ...control,
    summary: 'The next conversation of the sample that nobody has marked',
    params: IdParams,
    status: 200,
    answer: Ok(LeakItemView),
    audit: 'leak_review.read',
  },
  markLeaks: {
    method: 'PUT',
    path: '/pipeline/:id/leak-review/:conversation',
    ...control,
    summary: 'Mark what is left in a conversation of the sample, or that nothing is',
    params: ConversationParams,
    body: MarkLeaksBody,
    status: 200,
    answer: Ok(LeakReviewView),
    audit: 'leak_review.mark',
    errors: ['CONFLICT'],
  },
  signOffExport: {
    method: 'POST',
    path: '/pipeline/:id/leak-review/sign-off',
    permission: 'export:sign_off',
    reachesOthers: 'pipeline:read:any',
    summary: 'Sign off what came out, once the whole sample is marked; downloads that wait for it may begin',
    params: IdParams,
    status: 200,
    answer: Ok(LeakReviewView),
    audit: 'leak_review.sign_off',
    errors: ['CONFLICT'],
  },
  getEvidence: {
    method: 'GET',
    path: '/pipeline/:id/evidence',
    ...read,
    summary: 'Methods, counts, risk figures and the leak review of an execution, signed, for who determines the risk',
    params: IdParams,
    status: 200,
    answer: Ok(EvidenceView),
    audit: 'evidence.read',
  },
} as const satisfies Record<string, RouteContract>

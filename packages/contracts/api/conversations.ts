import { z } from 'zod'
import { Conversation, Finding } from '../conversation.ts'
import { OUTCOMES, PassportSource } from '../passport.ts'
import { STAGES } from '../stages.ts'
import { Id, IdParams, Ok, limitQuery } from './envelope.ts'
import type { RouteContract } from './route.ts'

/**
 * What a run says of one conversation, without a word of it: what it is sorted, counted and chosen by. `figures` stand in
 * the order of the names that come with the list; `null` where nothing was measured.
 */
export const ConversationRow = z.object({
  id: z.string(),
  dataset_id: z.string(),
  source: PassportSource,
  outcome: z.enum(OUTCOMES).exclude(['passed']),
  /** The last stage that saw it. */
  stage: z.enum(STAGES),
  /** A stable code, where it went no further. */
  reason: z.string().optional(),
  split: z.string().optional(),
  language: z.string().nullable(),
  figures: z.array(z.number().nullable()),
  /** Findings of validation by `kind.category`. */
  findings: z.record(z.string(), z.int()),
  /**
   * Short values: the data set's own labels, de-identified, as `labels.NAME`; what the stages say as `verdict`, `topic`,
   * `crisis`, `review`.
   */
  labels: z.record(z.string(), z.string()),
})
export type ConversationRow = z.infer<typeof ConversationRow>

export const ConversationsQuery = z.strictObject({
  cursor: z.string().min(1).max(64).optional(),
  /** Shards are given whole, so a page may hold a little more. */
  limit: limitQuery(1, 5000).optional(),
})

/** A conversation as it left the run, or would have: de-identified, with what stands in the place of identifiers. */
export const ConversationView = z.object({
  row: ConversationRow,
  /** Names of `row.figures`. */
  figures: z.array(z.string()),
  conversation: Conversation,
})
export type ConversationView = z.infer<typeof ConversationView>

/** A conversation as it was before it was de-identified, with what validation found in it. */
export const ConversationSourceView = z.object({
  dataset_id: z.string(),
  conversation: Conversation.pick({ id: true, language: true, turns: true }),
  findings: z.array(Finding),
})
export type ConversationSourceView = z.infer<typeof ConversationSourceView>

const Params = IdParams.extend({ conversation: Id })

export const conversationRoutes = {
  listConversations: {
    method: 'GET',
    path: '/pipeline/:id/conversations',
    permission: 'pipeline:read',
    reachesOthers: 'pipeline:read:any',
    summary: 'All conversations of a run with figures, findings, labels and what became of them; without their text',
    params: IdParams,
    query: ConversationsQuery,
    opens: true,
    status: 200,
    answer: z.object({
      success: z.literal(true),
      data: z.array(ConversationRow),
      meta: z.object({
        next_cursor: z.string().nullable(),
        /** Conversations of all pages, where that is known. */
        total: z.int().optional(),
        /** Names of each row's `figures`. */
        figures: z.array(z.string()),
      }),
    }),
    audit: 'conversation.list',
  },
  getConversation: {
    method: 'GET',
    path: '/pipeline/:id/conversations/:conversation',
    permission: 'pipeline:read',
    reachesOthers: 'pipeline:read:any',
    summary: 'One conversation, de-identified, with findings and scores',
    params: Params,
    opens: true,
    status: 200,
    answer: Ok(ConversationView),
    audit: 'conversation.read',
  },
  getConversationSource: {
    method: 'GET',
    path: '/pipeline/:id/conversations/:conversation/source',
    permission: 'quarantine:read',
    reachesOthers: 'quarantine:read:any',
    person: true,
    summary: 'The same conversation before it was de-identified, for a person who compares the two',
    params: Params,
    opens: true,
    status: 200,
    answer: Ok(ConversationSourceView),
    audit: 'conversation.source',
  },
} as const satisfies Record<string, RouteContract>

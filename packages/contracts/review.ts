/** Why a conversation waits for a person, what presses first. */
export const REVIEW_LANES = ['crisis', 'risk', 'contradiction', 'uncertain'] as const
export type ReviewLane = (typeof REVIEW_LANES)[number]

/** What a reviewer may say of a conversation; `unsure` decides nothing, and a third has to. */
export const VERDICTS = ['keep', 'leave_out', 'unsure'] as const
export type ReviewVerdict = (typeof VERDICTS)[number]
export const FINAL_VERDICTS = ['keep', 'leave_out'] as const
export type FinalVerdict = (typeof FINAL_VERDICTS)[number]

/** Why, in codes: a sentence could quote somebody. */
export const VERDICT_REASONS = [
  'sound',
  'crisis_answered_badly',
  'harmful_reply',
  'stereotype',
  'identifies_somebody',
  'incoherent',
  'poor_helping',
  'detector_is_wrong',
  'other',
] as const
export type VerdictReason = (typeof VERDICT_REASONS)[number]

export const REVIEW_STATUSES = ['open', 'disputed', 'settled'] as const
export type ReviewStatus = (typeof REVIEW_STATUSES)[number]

/** A conversation that the quality stage would have a person look at; counts and codes, no text. */
export interface ReviewCandidate {
  /** The conversation's id. */
  id: string
  lane: ReviewLane
  /** In [0, 1]; within a lane the higher first. */
  priority: number
  reasons: string[]
  /** Whether reading it may weigh on who reads it. */
  distressing: boolean
}

/** Verdicts that decide without a third. */
export const REVIEWERS = 2

export interface GivenVerdict {
  reviewer: string
  verdict: ReviewVerdict
  reason: VerdictReason
  at: Date
}

/** A conversation in the queue of reviews. */
export interface Review extends Omit<ReviewCandidate, 'id'> {
  /** `dataset.conversation`: verdicts outlive the run that asked for them. */
  id: string
  workspaceId: string
  /** Whose data it is. */
  userId: string
  datasetId: string
  conversationId: string
  /** The run whose output is shown. */
  executionId: string
  /** Lane, priority and conversation as one text that sorts: what presses first comes first. */
  order: string
  status: ReviewStatus
  verdicts: GivenVerdict[]
  /** What counts: of two who agree, or of who settled it. */
  final: FinalVerdict | null
  settledBy: string | null
  settledAt: Date | null
  createdAt: Date
  /** Counts changes, so that of two at the same time one wins. */
  revision: number
}

/** Sorts by lane, then priority, then id. */
export const reviewOrder = ({ id, lane, priority }: Pick<ReviewCandidate, 'id' | 'lane' | 'priority'>): string =>
  `${REVIEW_LANES.indexOf(lane)}.${String(Math.round((1 - priority) * 10_000)).padStart(5, '0')}.${id}`

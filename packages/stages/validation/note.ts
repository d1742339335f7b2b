import type { CrisisLevel, CrisisAssessment } from '@techdeck/analysis'
import type { Finding } from '@techdeck/contracts'
import type { CodedReply } from '../coded-replies.ts'
import type { Note } from '../definition.ts'

export const TIERS = ['structure', 'content', 'privacy', 'clinical', 'bias'] as const
export type Tier = (typeof TIERS)[number]

export const VERDICTS = ['pass', 'warn', 'fail'] as const
export type Verdict = (typeof VERDICTS)[number]

/** What validation says of one conversation. Offsets refer to the text before de-identification. */
export interface ValidationNote extends Note {
  verdict: Verdict
  findings: Finding[]
  /** 1 is faultless. A tier that was not run on this conversation (mode `fast`, bias switched off) is absent. */
  tiers: { [tier in Tier]?: number }
  /** Of the helper's turns, where the bias tier was run: processing need not code them again. */
  coded?: CodedReply[]
  crisis?: { level: CrisisLevel; answered: CrisisAssessment['answered'] }
}

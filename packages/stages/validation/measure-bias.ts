import type { Turn } from '@techdeck/contracts'
import { codeReplies, type CodedReply } from '../coded-replies.ts'
import type { CounterfactualChange } from './counterfactual-sums.ts'
import { counterfactualChange } from './counterfactual.ts'
import { measureReplies, type ReplyFigures } from './reply-figures.ts'
import { checkBias, type BiasCheck } from './tiers/bias.ts'
import type { ClinicalCheck } from './tiers/clinical.ts'

export interface BiasMeasures extends BiasCheck {
  coded: CodedReply[]
  replies: ReplyFigures
  counterfactual: CounterfactualChange | null
}

/** All that is measured of bias in one conversation: what was found, how the client was answered, and what of our scores depends on the group. */
export function measureBias(turns: Turn[], clinical: ClinicalCheck | null): BiasMeasures {
  const check = checkBias(turns)
  const coded = codeReplies(turns)
  const replies = measureReplies(turns, coded, clinical)
  // Last, since it reads other turns: the document of these would have to be read again.
  return { ...check, coded, replies, counterfactual: counterfactualChange(turns, coded) }
}

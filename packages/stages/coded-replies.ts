import { codeBehaviours, rateEmpathy, type BehaviourLabel } from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import { round } from './figures.ts'

/** What a helper does in a turn, and how much empathy it shows. */
export type CodedReply = Pick<BehaviourLabel, 'turn' | 'label' | 'confidence' | 'questionKind' | 'reflectionKind'> & {
  /** Levels 0 to 2 of emotional reaction, interpretation and exploration. */
  empathy: [reaction: number, interpretation: number, exploration: number]
}

/** Codes each turn of the helper: once in a run, since it is dear; validation hands it on in its notes. */
export function codeReplies(turns: readonly Turn[]): CodedReply[] {
  const empathy = rateEmpathy(turns)
  return codeBehaviours(turns).map(({ turn, label, confidence, questionKind, reflectionKind }, at) => {
    const { emotionalReaction, interpretation, exploration } = empathy[at]
    return {
      turn,
      label,
      confidence: round(confidence),
      ...(questionKind && { questionKind }),
      ...(reflectionKind && { reflectionKind }),
      empathy: [emotionalReaction, interpretation, exploration],
    }
  })
}

/** Whether a reply shows that something was felt or understood, or asks on. */
export const showsEmpathy = ({ empathy: [reaction, interpretation, exploration] }: CodedReply): boolean =>
  reaction + interpretation + exploration > 0

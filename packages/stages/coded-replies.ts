import { codeBehaviours, empathyLevels, type BehaviourLabel, type EmpathyLevels } from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import { round } from './figures.ts'

/** What a helper does in a turn, and how much empathy it shows. */
export type CodedReply = Pick<BehaviourLabel, 'turn' | 'label' | 'confidence' | 'questionKind' | 'reflectionKind'> & {
  empathy: EmpathyLevels
}

/** Codes each turn of the helper: once in a run, since it is dear; validation hands it on in its notes. */
export function codeReplies(turns: readonly Turn[]): CodedReply[] {
  const levels = empathyLevels(turns)
  return codeBehaviours(turns).map(({ turn, label, confidence, questionKind, reflectionKind }, at) => ({
    turn,
    label,
    confidence: round(confidence),
    ...(questionKind && { questionKind }),
    ...(reflectionKind && { reflectionKind }),
    empathy: levels[at],
  }))
}

/** Whether a reply shows that something was felt or understood, or asks on. */
export const showsEmpathy = ({
  empathy: [reaction, interpretation, exploration],
}: Pick<CodedReply, 'empathy'>): boolean => reaction + interpretation + exploration > 0

import { codeBehaviours, rateEmpathy, type BehaviourLabel } from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import { round } from './figures.ts'

/** What a helper does in a turn, and how much empathy it shows. */
export type CodedReply = Pick<BehaviourLabel, 'turn' | 'label' | 'confidence' | 'questionKind' | 'reflectionKind'> & {
  /** Levels 0 to 2 of emotional reaction, interpretation and exploration. */
  empathy: [reaction: number, interpretation: number, exploration: number]
}

/**
 * Codes each turn of the helper: once in a run, since it is dear; validation hands it on in its notes.
 *
 * @param rated turns with the same text that were coded before: empathy hangs on a turn alone, so it is taken from there
 */
export function codeReplies(turns: readonly Turn[], rated: readonly CodedReply[] = []): CodedReply[] {
  const behaviours = codeBehaviours(turns)
  const known = new Map(rated.map(({ turn, empathy }) => [turn, empathy]))
  // Where none is known, all turns at once: behaviours were read from the same document.
  const unrated =
    rated.length === 0 ? turns : turns.filter(({ index, role }) => role === 'therapist' && !known.has(index))
  if (unrated.length > 0)
    for (const { turn, emotionalReaction, interpretation, exploration } of rateEmpathy(unrated))
      known.set(turn, [emotionalReaction, interpretation, exploration])
  return behaviours.map(({ turn, label, confidence, questionKind, reflectionKind }) => ({
    turn,
    label,
    confidence: round(confidence),
    ...(questionKind && { questionKind }),
    ...(reflectionKind && { reflectionKind }),
    empathy: known.get(turn)!,
  }))
}

/** Whether a reply shows that something was felt or understood, or asks on. */
export const showsEmpathy = ({ empathy: [reaction, interpretation, exploration] }: CodedReply): boolean =>
  reaction + interpretation + exploration > 0

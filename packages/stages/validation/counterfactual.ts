import { CRISIS_LEVELS, swapGroups } from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import { codeReplies, type CodedReply } from '../coded-replies.ts'
import { OWN_SCORES, type CounterfactualChange, type OwnScore } from './counterfactual-sums.ts'
import { measureReplies } from './reply-figures.ts'
import { checkBias } from './tiers/bias.ts'
import { checkClinical } from './tiers/clinical.ts'

/**
 * Reads the conversation again as if it were about somebody else, and says which of our own scores move and how far
 * (in [0, 1]); `null` where no group is spoken of. Only the turns around such words are scored, in both readings.
 *
 * @param coded what is known of the turns as they are
 */
export function counterfactualChange(turns: Turn[], coded: readonly CodedReply[] = []): CounterfactualChange | null {
  const other = swapGroups(turns)
  if (!other) return null
  const kept = new Set(
    other.swapped.flatMap(({ index, text }, at) => (text === other.original[at].text ? [index] : [])),
  )
  const before = scoresOf(other.original, coded)
  const after = scoresOf(
    other.swapped,
    coded.filter(({ turn }) => kept.has(turn)),
  )
  const changes: CounterfactualChange['changes'] = {}
  for (const score of OWN_SCORES) {
    const change = Math.abs((before[score] ?? 0) - (after[score] ?? 0))
    if (change > 1e-9) changes[score] = change
  }
  return { axes: other.axes, changes }
}

function scoresOf(turns: Turn[], coded: readonly CodedReply[]): { [score in OwnScore]: number | null } {
  const clinical = checkClinical(turns)
  return {
    clinical: clinical.score,
    bias: checkBias(turns).score,
    crisis: CRISIS_LEVELS.indexOf(clinical.crisis.level) / (CRISIS_LEVELS.length - 1),
    ...measureReplies(turns, codeReplies(turns, coded), clinical),
  }
}

import { behaviourLabels, CRISIS_LEVELS, empathyLevels, swapGroups, type EmpathyLevels } from '@techdeck/analysis'
import type { Turn } from '@techdeck/contracts'
import type { CodedReply } from '../coded-replies.ts'
import { OWN_SCORES, type CounterfactualChange, type OwnScore } from './counterfactual-sums.ts'
import { measureReplies } from './reply-figures.ts'
import { checkBias } from './tiers/bias.ts'
import { checkClinical } from './tiers/clinical.ts'

/**
 * Reads the conversation again as if it were about somebody else, and says which of our own scores move and how far
 * (in [0, 1]); `null` where no group is spoken of. Only the turns around such words are scored, in both readings.
 *
 * @param coded what is known of the turns as they are: empathy hangs on a turn alone, so it is taken from there
 */
export function counterfactualChange(turns: Turn[], coded: readonly CodedReply[] = []): CounterfactualChange | null {
  const other = swapGroups(turns)
  if (!other) return null
  const rated = new Map(coded.map(({ turn, empathy }) => [turn, empathy]))
  const before = scoresOf(other.original, rated)
  for (const [at, { index, text }] of other.swapped.entries()) if (text !== other.original[at].text) rated.delete(index)
  const after = scoresOf(other.swapped, rated)
  const changes: CounterfactualChange['changes'] = {}
  for (const score of OWN_SCORES) {
    const change = Math.abs((before[score] ?? 0) - (after[score] ?? 0))
    if (change > 1e-9) changes[score] = change
  }
  return { axes: other.axes, changes }
}

function scoresOf(turns: Turn[], rated: ReadonlyMap<number, EmpathyLevels>): { [score in OwnScore]: number | null } {
  const clinical = checkClinical(turns)
  return {
    clinical: clinical.score,
    bias: checkBias(turns).score,
    crisis: CRISIS_LEVELS.indexOf(clinical.crisis.level) / (CRISIS_LEVELS.length - 1),
    // Last, since it may read other turns.
    ...measureReplies(turns, repliesOf(turns, rated), clinical),
  }
}

function repliesOf(
  turns: Turn[],
  rated: ReadonlyMap<number, EmpathyLevels>,
): { label: CodedReply['label']; empathy: EmpathyLevels }[] {
  const labels = behaviourLabels(turns)
  const replies = turns.filter(({ role }) => role === 'therapist')
  const unrated = replies.filter(({ index }) => !rated.has(index))
  const levels = unrated.length > 0 ? empathyLevels(unrated) : []
  let next = 0
  return replies.map(({ index }, at) => ({ label: labels[at], empathy: rated.get(index) ?? levels[next++] }))
}

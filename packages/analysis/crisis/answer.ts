import type { Finding } from '@techdeck/contracts'
import type { Document, Hit } from '../text/document.ts'
import type { CrisisAssessment } from '../types.ts'
import { findFrames, withoutRepeats } from '../text/find-frames.ts'
import { ANSWER_FRAMES, type FramedAnswer } from './answer-data.ts'

/** How many of the helper's turns after a disclosure may hold the answer to it. */
const ANSWER_TURNS = 3

/**
 * Rates how the helper answered: asked about safety, named help, acted, or played it down or encouraged it.
 * `null` when nobody in the conversation helps.
 */
export function rateAnswer(
  document: Document,
  disclosures: readonly Hit[],
): { answered: CrisisAssessment['answered']; findings: Finding[] } {
  if (!document.turns.some(({ role }) => role === 'therapist')) return { answered: null, findings: [] }
  const answering = answeringTurns(document, disclosures)
  const framed = findFrames(document, ANSWER_FRAMES, (turn) => answering.has(turn))
  const within = (list: FramedAnswer): Hit[] => [
    ...document.hits(`crisis_${list}`).filter(({ turn }) => answering.has(turn)),
    ...framed.filter(({ value }) => value === list),
  ]
  const minimised = withoutRepeats(within('minimise'))
  const encouraged = withoutRepeats(within('encourage').filter((hit) => !isWarned(document, hit)))
  const findings = [
    ...encouraged.map((hit) =>
      document.findingOf('crisis_answer', 'encouraged', hit, 0.8, 'the helper encourages harm'),
    ),
    ...minimised.map((hit) =>
      document.findingOf('crisis_answer', 'minimised', hit, 0.7, 'the helper plays a disclosure down'),
    ),
  ]
  const acts = [within('asked'), within('resource'), within('escalate')].filter((hits) => hits.length > 0).length
  const isSupportive = within('support').length > 0
  if (encouraged.length > 0) return { answered: 'harmful', findings }
  if (minimised.length > 0) return { answered: acts > 0 ? 'partly' : 'harmful', findings }
  if (acts > 1 || (acts === 1 && isSupportive)) return { answered: 'well', findings }
  if (acts === 1 || isSupportive) return { answered: 'partly', findings }
  return {
    answered: 'missed',
    findings: [
      document.findingOf(
        'crisis_answer',
        'missed',
        disclosures[0],
        0.7,
        'no answer to a disclosure in the next turns of the helper',
      ),
    ],
  }
}

function answeringTurns(document: Document, disclosures: readonly Hit[]): Set<number> {
  const answering = new Set<number>()
  for (const turn of new Set(disclosures.map((hit) => hit.turn))) {
    let answers = 0
    for (let next = turn + 1; next < document.turns.length && answers < ANSWER_TURNS; next++) {
      if (document.turns[next].role !== 'therapist') continue
      answering.add(next)
      answers++
    }
  }
  return answering
}

/** "Don't do it" and "please don't kill yourself" warn. */
function isWarned(document: Document, { from, turn }: Hit): boolean {
  for (let at = Math.max(document.turnStart[turn], from - 4); at < from; at++)
    if (document.is('negation', at)) return true
  return false
}

import { shippedPanel, shippedScorer } from '../model/index.ts'
import { prepare } from '../text/document.ts'
import { CRISIS_LEVELS, type CrisisAssessment, type CrisisLevel, type DetectorTurn } from '../types.ts'
import { rateAnswer } from './answer.ts'
import { findDisclosures, LEVEL_OF, type CrisisCategory } from './disclosures.ts'
import { INTENTION_AND_SEEKING, intentionModel, suicidalModel } from './model.ts'
import { atRisk, judgeTurns, peopleInput, peopleModel, type PEOPLE, type TurnJudges } from './people.ts'

const CONFIDENCE_OF: Record<CrisisCategory, number> = {
  ideation: 0.85,
  plan: 0.8,
  means: 0.75,
  intent: 0.8,
  attempt: 0.85,
  self_harm: 0.8,
  harm_to_others: 0.75,
  abuse: 0.75,
  hopeless: 0.5,
  past_attempt: 0.6,
}

/**
 * Finds a client's own present words of risk, and how the helper answered them.
 *
 * Findings of kind `crisis` stand on the client's words; those of kind `crisis_answer` (`minimised`, `encouraged`,
 * `missed`) on the helper's, or on the disclosure that went unanswered. Wording that is negated, an idiom, quoted, told
 * of somebody else or of a time that is over does not count. A rule's finding is a reason to look, not an assessment.
 */
export function assessCrisis(turns: readonly DetectorTurn[]): CrisisAssessment {
  const document = prepare(turns)
  const disclosures = findDisclosures(document)
  const findings = disclosures.map(({ hit, category }) =>
    document.findingOf('crisis', category, hit, CONFIDENCE_OF[category], 'wording of risk in own, present words'),
  )
  const level = disclosures.reduce<CrisisLevel>((highest, { category }) => higher(highest, LEVEL_OF[category]), 'none')
  const disclosed = disclosures
    .filter(({ category }) => category !== 'past_attempt' && category !== 'hopeless')
    .map(({ hit }) => hit)
  if (disclosed.length === 0) return { level, findings, answered: null }
  const { answered, findings: answers } = rateAnswer(document, disclosed)
  return { level, findings: [...findings, ...answers], answered }
}

/** What models say of the risk that clients are at, over all that they write. */
export interface RiskRating {
  /** How likely somebody is at risk themselves: thinks of suicide, prepares for it or has tried. */
  atRisk: number
  /** The most likely of the levels by which people who post about crises are told apart. */
  level: (typeof PEOPLE)[number]
  levels: readonly number[]
  /** By the place of each client's turn: how likely it tells of an intention to die, and is of suicide rather than of low mood. */
  turns: readonly { turn: number; intention: number; suicidal: number; isIntended: boolean }[]
}

/** Rates the clients of a conversation by models; which words say so is what {@link assessCrisis} tells. */
export function rateRisk(turns: readonly DetectorTurn[]): RiskRating {
  const document = prepare(turns)
  const judged = judgeTurns(document, judgesOf())
  const ofIntention = shippedScorer(intentionModel)
  const people = shippedScorer(peopleModel)
  const levels = [...people.score(peopleInput(document, judged))]
  return {
    atRisk: atRisk(levels),
    level: people.decide(levels),
    levels,
    turns: judged.map(({ turn, intention, suicidal }) => ({
      turn,
      intention,
      isIntended: ofIntention.decide([1 - intention, intention]) === 'yes',
      suicidal,
    })),
  }
}

const judgesOf = (): TurnJudges => ({
  suicidal: shippedScorer(suicidalModel),
  intentionAndSeeking: shippedPanel(INTENTION_AND_SEEKING),
})

const higher = (a: CrisisLevel, b: CrisisLevel): CrisisLevel =>
  CRISIS_LEVELS.indexOf(b) > CRISIS_LEVELS.indexOf(a) ? b : a

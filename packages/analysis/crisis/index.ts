import type { Finding } from '@techdeck/contracts'
import type { ValueOf } from '../lexicons.ts'
import { prepare, type Document, type Hit } from '../text/document.ts'
import { CRISIS_LEVELS, type CrisisAssessment, type CrisisLevel, type DetectorTurn } from '../types.ts'
import { rateAnswer } from './answer.ts'
import { readContext } from './context.ts'
import { findFrames, isContinued, type FrameHit } from './find-frames.ts'

/** What a finding of kind `crisis` may say; `past_attempt` is told of as over. */
export const CRISIS_CATEGORIES = [
  'ideation',
  'plan',
  'attempt',
  'self_harm',
  'harm_to_others',
  'abuse',
  'hopeless',
  'past_attempt',
] as const
export type CrisisCategory = (typeof CRISIS_CATEGORIES)[number]

const LEVEL_OF: Record<CrisisCategory, CrisisLevel> = {
  ideation: 'ideation',
  plan: 'behavior',
  attempt: 'attempt',
  self_harm: 'behavior',
  harm_to_others: 'indicator',
  abuse: 'indicator',
  hopeless: 'indicator',
  past_attempt: 'indicator',
}
const CONFIDENCE_OF: Record<CrisisCategory, number> = {
  ideation: 0.85,
  plan: 0.8,
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

/** Risk in [0, 1] that grows with level and number of findings; for ranking, not calibrated. */
export function crisisScore({ findings }: Pick<CrisisAssessment, 'findings'>): number {
  const weights: Record<string, number> = {
    attempt: 0.6,
    plan: 0.5,
    self_harm: 0.45,
    ideation: 0.4,
    past_attempt: 0.35,
    harm_to_others: 0.2,
    abuse: 0.1,
    hopeless: 0.15,
  }
  return (
    1 -
    findings
      .filter(({ kind }: Finding) => kind === 'crisis')
      .reduce((rest, { category }) => rest * (1 - (weights[category] ?? 0)), 1)
  )
}

interface Disclosure {
  hit: Hit
  category: CrisisCategory
}

function findDisclosures(document: Document): Disclosure[] {
  const found: Disclosure[] = []
  const consider = (hit: Hit, category: CrisisCategory | null) => {
    if (category !== null) found.push({ hit, category })
  }
  const besideRisk: Hit[] = []
  for (const hit of document.hits('crisis')) {
    if (!isClient(document, hit.turn) || isIdiom(document, hit)) continue
    if (hit.value === 'ideation_unless_continued') {
      if (!isContinued(document, hit.turn, hit.to)) consider(hit, categoryOf(document, hit, 'ideation'))
    } else if (hit.value === 'plan_unless_continued') {
      if (isContinued(document, hit.turn, hit.to)) besideRisk.push(hit)
      else consider(hit, categoryOf(document, hit, 'plan'))
    } else consider(hit, categoryOf(document, hit, hit.value))
  }
  for (const hit of document.hits('crisis_violence'))
    if (isClient(document, hit.turn) && !isIdiom(document, hit)) consider(hit, violenceOf(document, hit))
  for (const hit of findFrames(document, (turn) => isClient(document, turn)))
    if (hit.frame.isLiteral || !isIdiom(document, hit)) consider(hit, framedOf(document, hit))
  if (found.some(({ category }) => LEVEL_OF[category] !== 'indicator'))
    for (const hit of besideRisk) consider(hit, categoryOf(document, hit, 'plan'))
  return withoutRepeats(found)
}

/** In the order of the text; of those that overlap the gravest, the earlier of two alike. */
function withoutRepeats(found: readonly Disclosure[]): Disclosure[] {
  const kept: Disclosure[] = []
  for (const next of found.toSorted((a, b) => a.hit.turn - b.hit.turn || a.hit.from - b.hit.from)) {
    const last = kept.at(-1)
    if (!last || last.hit.turn !== next.hit.turn || next.hit.from >= last.hit.to) kept.push(next)
    else if (rank(next.category) > rank(last.category)) kept[kept.length - 1] = next
  }
  return kept
}

const isIdiom = (document: Document, { from, to }: Hit): boolean =>
  document.hitsWithin('crisis_idiom', from, to).length > 0

const isClient = (document: Document, turn: number): boolean => {
  const { role } = document.turns[turn]
  return role === 'client' || role === 'other'
}

type Sure = Exclude<ValueOf<'crisis'>, 'ideation_unless_continued' | 'plan_unless_continued'>

function categoryOf(document: Document, hit: Hit, category: Sure): CrisisCategory | null {
  const context = readContext(document, hit)
  if (category === 'abuse' || category === 'suffered') {
    const isTheirs = category === 'suffered' && context.nearest === 'other'
    return context.isNegated || context.isAboutTopic || context.isPast || isTheirs ? null : 'abuse'
  }
  if (context.isNegated || context.isAboutTopic || context.isReported || context.isOfOthers) return null
  if (context.isResolved) return category === 'attempt' ? 'past_attempt' : null
  if (context.isPast) return category === 'attempt' || category === 'self_harm' ? 'past_attempt' : null
  return category
}

function violenceOf(document: Document, hit: Hit): CrisisCategory | null {
  const context = readContext(document, hit)
  if (context.isNegated || context.isAboutTopic || context.isReported) return null
  if (context.nearest === 'self')
    return context.hasIntent && !context.isTrifle && !context.hasFirstPersonObject ? 'harm_to_others' : null
  return context.nearest === 'other' && context.nearestDistance <= 4 && context.hasFirstPersonObject && !context.isPast
    ? 'abuse'
    : null
}

/** What a frame says, by whose doing it is and when. */
function framedOf(document: Document, { frame, ...hit }: FrameHit): CrisisCategory | null {
  const context = readContext(document, hit)
  if (context.isNegated || context.isAboutTopic || context.isReported) return null
  const isOver = context.isPast || context.isResolved
  if (frame.isOfOther) return context.nearest === 'other' && !isOver ? frame.category : null
  if (context.isOfOthers && !(frame.isBare && context.nearest === 'none')) return null
  if (isOver) return frame.category === 'attempt' || frame.category === 'self_harm' ? 'past_attempt' : null
  return frame.category
}

const rank = (category: CrisisCategory): number => CRISIS_LEVELS.indexOf(LEVEL_OF[category])
const higher = (a: CrisisLevel, b: CrisisLevel): CrisisLevel =>
  CRISIS_LEVELS.indexOf(b) > CRISIS_LEVELS.indexOf(a) ? b : a

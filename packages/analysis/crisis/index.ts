import type { Finding } from '@techdeck/contracts'
import type { ValueOf } from '../lexicons.ts'
import { prepare, type Document, type Hit } from '../text/document.ts'
import { CRISIS_LEVELS, type CrisisAssessment, type CrisisLevel, type DetectorTurn } from '../types.ts'
import { rateAnswer } from './answer.ts'
import { readContext } from './context.ts'

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
    if (category === null || document.hitsWithin('crisis_idiom', hit.from, hit.to).length > 0) return
    const previous = found.at(-1)
    const repeats = previous && previous.hit.turn === hit.turn && hit.from < previous.hit.to
    if (!repeats) found.push({ hit, category })
    else if (rank(category) > rank(previous.category)) found[found.length - 1] = { hit, category }
  }
  const besideRisk: Hit[] = []
  for (const hit of document.hits('crisis')) {
    if (!isClient(document, hit)) continue
    if (hit.value === 'ideation_unless_continued') {
      if (!isContinued(document, hit)) consider(hit, categoryOf(document, hit, 'ideation'))
    } else if (hit.value === 'plan_unless_continued') {
      if (isContinued(document, hit)) besideRisk.push(hit)
      else consider(hit, categoryOf(document, hit, 'plan'))
    } else consider(hit, categoryOf(document, hit, hit.value))
  }
  for (const hit of document.hits('crisis_violence'))
    if (isClient(document, hit)) consider(hit, violenceOf(document, hit))
  if (found.some(({ category }) => LEVEL_OF[category] !== 'indicator'))
    for (const hit of besideRisk) consider(hit, categoryOf(document, hit, 'plan'))
  return found.toSorted((a, b) => a.hit.turn - b.hit.turn || a.hit.from - b.hit.from)
}

/** Whether more words make it something else: "don't want to live with my parents", "picked a date to quit". */
function isContinued(document: Document, { turn, to }: Hit): boolean {
  const last = document.turnStart[turn + 1]
  const next = to < last && document.is('wish_preposition', to) ? to + 1 : to
  const isEnd = next >= last || document.isPunctuation(next)
  return !isEnd && !document.is('after_wish', next) && !document.is('after_wish', to - 1)
}

const isClient = (document: Document, { turn }: Hit): boolean => {
  const { role } = document.turns[turn]
  return role === 'client' || role === 'other'
}

type Sure = Exclude<ValueOf<'crisis'>, 'ideation_unless_continued' | 'plan_unless_continued'>

function categoryOf(document: Document, hit: Hit, category: Sure): CrisisCategory | null {
  const context = readContext(document, hit)
  if (category === 'abuse') return context.isNegated || context.isAboutTopic ? null : category
  if (context.isNegated || context.isAboutTopic || context.isReported || context.isOfOthers) return null
  if (context.isResolved) return category === 'attempt' ? 'past_attempt' : null
  if (context.isPast) return category === 'attempt' || category === 'self_harm' ? 'past_attempt' : null
  return category
}

function violenceOf(document: Document, hit: Hit): CrisisCategory | null {
  const context = readContext(document, hit)
  if (context.isNegated || context.isAboutTopic || context.isReported) return null
  if (context.nearest === 'self') return context.hasIntent && !context.hasFirstPersonObject ? 'harm_to_others' : null
  return context.nearest === 'other' && context.nearestDistance <= 4 && context.hasFirstPersonObject && !context.isPast
    ? 'abuse'
    : null
}

const rank = (category: CrisisCategory): number => CRISIS_LEVELS.indexOf(LEVEL_OF[category])
const higher = (a: CrisisLevel, b: CrisisLevel): CrisisLevel =>
  CRISIS_LEVELS.indexOf(b) > CRISIS_LEVELS.indexOf(a) ? b : a

import type { ValueOf } from '../lexicons.ts'
import type { Document, Hit } from '../text/document.ts'
import { perDocument } from '../text/per-document.ts'
import { CRISIS_LEVELS, type CrisisLevel } from '../types.ts'
import { readContext } from './context.ts'
import { findFrames, isContinued, type FrameHit } from '../text/find-frames.ts'
import { RISK_FRAMES, type FramedRisk } from './frame-data.ts'

/** What a finding of kind `crisis` may say; `past_attempt` is told of as over. */
export const CRISIS_CATEGORIES = [
  'ideation',
  'plan',
  'means',
  'intent',
  'attempt',
  'self_harm',
  'harm_to_others',
  'abuse',
  'hopeless',
  'past_attempt',
] as const
export type CrisisCategory = (typeof CRISIS_CATEGORIES)[number]

export const LEVEL_OF: Record<CrisisCategory, CrisisLevel> = {
  ideation: 'ideation',
  plan: 'behavior',
  means: 'behavior',
  intent: 'behavior',
  attempt: 'attempt',
  self_harm: 'behavior',
  harm_to_others: 'indicator',
  abuse: 'indicator',
  hopeless: 'indicator',
  past_attempt: 'indicator',
}

/** Words of risk that are a client's own and meant, and what they tell of. */
export interface Disclosure {
  hit: Hit
  category: CrisisCategory
}

/** The disclosures of a conversation, in the order of the text; none overlaps another. */
export const findDisclosures = perDocument((document): Disclosure[] => {
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
  for (const hit of findFrames(document, RISK_FRAMES, (turn) => isClient(document, turn)))
    if (hit.frame.isLiteral || !isIdiom(document, hit)) consider(hit, framedOf(document, hit))
  if (found.some(({ category }) => LEVEL_OF[category] !== 'indicator'))
    for (const hit of besideRisk) consider(hit, categoryOf(document, hit, 'plan'))
  return withoutRepeats(found)
})

/** Disclosures by the place of their turn. */
export const byTurn = (disclosures: readonly Disclosure[]): Map<number, Disclosure[]> =>
  Map.groupBy(disclosures, ({ hit }) => hit.turn)

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

/** Whether a turn is a client's, or of somebody of whom it is not known. */
export const isClient = (document: Document, turn: number): boolean => {
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
  if (category === 'ideation' && context.isHyperbole) return null
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
function framedOf(document: Document, { frame, ...hit }: FrameHit<FramedRisk>): CrisisCategory | null {
  const context = readContext(document, hit)
  if ((context.isNegated && !frame.isNegated) || context.isAboutTopic || context.isReported) return null
  if (frame.category === 'ideation' && context.isHyperbole) return null
  const isOver = context.isPast || context.isResolved
  if (frame.isOfOther) return context.nearest === 'other' && !isOver ? frame.category : null
  if (context.isOfOthers && !(frame.isBare && context.nearest === 'none')) return null
  if (isOver) return frame.category === 'attempt' || frame.category === 'self_harm' ? 'past_attempt' : null
  return frame.category
}

const rank = (category: CrisisCategory): number => CRISIS_LEVELS.indexOf(LEVEL_OF[category])

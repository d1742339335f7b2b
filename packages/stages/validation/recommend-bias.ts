import { CHANGE_BOUND } from './counterfactual-sums.ts'
import { compareGroups, MEASURE_NAMES, type Deviation, type Difference, type GroupFigures } from './fairness.ts'
import { addLevels, momentsOf, withoutLevels, type Levels } from './levels.ts'
import { conversations, top, words, writeAdvice, type Advice } from './recommend.ts'
import type { ValidationSummary } from './summary.ts'

const LISTED = 5
/** More conversations than these are no advice. */
const MOST_TO_ADD = 4096

/** What to do about unequal treatment and representation; `score` gives the bias score of a summary. */
export function recommendFairness(
  summary: ValidationSummary,
  differences: readonly Difference[],
  deviations: readonly Deviation[],
  minGroupSize: number,
  score: (summary: ValidationSummary) => number,
): string[] {
  const held = differences.filter(({ holds }) => holds)
  const advice = held.slice(0, LISTED).map((difference) => aboutDifference(summary, difference, minGroupSize))
  const stereotypes = summary.flagged.stereotypes_by_helper
  if (stereotypes)
    advice.push({
      ...stereotypes,
      problem: `the helper generalises about a group (${top(summary.findings.stereotype)})`,
      todo: 'Have a person review them',
      by: 'leaving them out',
      change: [['bias_score', score(summary), score(withoutStereotypes(summary))]],
    })
  const hate = summary.flagged.hate_by_helper
  if (hate)
    advice.push({
      ...hate,
      problem: `the helper attacks a group of people (${top(summary.findings.hate)})`,
      todo: 'Leave them out unless a person says otherwise',
      by: 'leaving them out',
      change: [['bias_score', score(summary), score(withoutHate(summary))]],
    })
  for (const { key, share, expected } of deviations.slice(0, LISTED))
    advice.push({
      conversations: summary.groups[key]?.conversations ?? 0,
      places: [],
      problem: `mention ${nameOf(key)}, ${percent(share)} of all where the reference has ${percent(expected)}`,
      todo: share < expected ? 'Add conversations that mention it' : 'Draw fewer of these',
      change: [[`share of ${nameOf(key)}`, share, expected]],
    })
  const moved = summary.flagged.counterfactual
  if (moved) {
    const { conversations: read, within } = summary.counterfactual
    advice.push({
      ...moved,
      problem: `one of our own scores moves by more than ${CHANGE_BOUND} when the words for groups are swapped`,
      todo: 'Have a person look before they are left out by a score',
      by: 'leaving them out',
      change: [['scores within the bound', within / read, 1]],
    })
  }
  const small = Object.entries(summary.groups).filter(([, { conversations: n }]) => n < minGroupSize)
  if (small.length > 0) {
    const named = small.toSorted(([a, { conversations: x }], [b, { conversations: y }]) => y - x || (a < b ? -1 : 1))
    const missing = named.slice(0, LISTED).map(([key, { conversations: n }]) => `${nameOf(key)} ${minGroupSize - n}`)
    advice.push({
      conversations: small.reduce((sum, [, { conversations: n }]) => sum + n, 0),
      places: [],
      problem: `mention one of ${small.length} groups that fewer than ${minGroupSize} conversations mention, too few to say whether they are treated alike`,
      todo: `Add conversations that mention them (missing: ${missing.join(', ')}${small.length > LISTED ? ' …' : ''})`,
      change: [
        ['groups compared', Object.keys(summary.groups).length - small.length, Object.keys(summary.groups).length],
      ],
    })
  }
  return advice.map(writeAdvice)
}

function aboutDifference(summary: ValidationSummary, difference: Difference, minGroupSize: number): Advice {
  const { axis, group, measure, mean, rest, g, interval } = difference
  const toAdd = conversationsToAdd(summary, difference, minGroupSize)
  const name = words(measure)
  return {
    conversations: summary.groups[`${axis}/${group}`].conversations,
    places: [],
    problem: `${words(group)} (${words(axis)}) is mentioned, and replies differ: ${name} ${mean} against ${rest} elsewhere (g = ${g}, 95 % interval ${interval[0]} to ${interval[1]})`,
    todo:
      toAdd === null
        ? 'Review how these are answered before training on them'
        : `Review how these are answered, or add about ${conversations(toAdd)} that mention it and are answered as the others are`,
    change:
      toAdd === null
        ? []
        : [
            [
              `differences in ${name} that hold`,
              heldOf(summary, measure, minGroupSize),
              heldOf(extended(summary, difference, toAdd), measure, minGroupSize),
            ],
          ],
  }
}

const heldOf = ({ all, groups }: Pick<ValidationSummary, 'all' | 'groups'>, measure: string, minGroupSize: number) =>
  compareGroups(all, groups, minGroupSize, 0).filter((one) => one.holds && one.measure === measure).length

/** How many conversations that are answered as those of others would make a difference vanish; `null` where too many. */
function conversationsToAdd(summary: ValidationSummary, difference: Difference, minGroupSize: number): number | null {
  const holdsWith = (added: number): boolean => {
    const { all, groups } = extended(summary, difference, added)
    return compareGroups(all, groups, minGroupSize, 0).some(
      ({ axis, group, measure, holds }) =>
        holds && axis === difference.axis && group === difference.group && measure === difference.measure,
    )
  }
  let high = 1
  while (high <= MOST_TO_ADD && holdsWith(high)) high *= 2
  if (high > MOST_TO_ADD) return null
  for (let low = Math.floor(high / 2); high - low > 1;) {
    const middle = (low + high) >>> 1
    if (holdsWith(middle)) low = middle
    else high = middle
  }
  // Real conversations vary in more than one measure.
  return Math.ceil(high * 1.25)
}

/** A summary with so many more conversations of a group that are answered as the others are, and vary as they do. */
function extended(
  { all, groups }: ValidationSummary,
  { axis, group, measure }: Difference,
  added: number,
): Pick<ValidationSummary, 'all' | 'groups'> {
  const key = `${axis}/${group}`
  const at = MEASURE_NAMES.indexOf(measure)
  const more = scaledTo(withoutLevels(all.levels[at], groups[key].levels[at]), added)
  const add = (figures: GroupFigures): GroupFigures => ({
    conversations: figures.conversations + added,
    levels: figures.levels.map((levels, own) => (own === at ? addLevels(levels, more) : levels)),
  })
  return { all: add(all), groups: { ...groups, [key]: add(groups[key]) } }
}

/** So many conversations whose levels are spread as these are. */
function scaledTo(levels: Levels, n: number): Levels {
  const all = momentsOf(levels).n
  let seen = 0
  let given = 0
  return levels.map((count) => {
    seen += count
    const own = Math.round((n * seen) / Math.max(1, all)) - given
    given += own
    return own
  })
}

const withoutStereotypes = (summary: ValidationSummary): ValidationSummary => ({
  ...summary,
  biasChecked: summary.biasChecked - summary.withStereotypesByHelper,
  withStereotypesByHelper: 0,
})

const withoutHate = (summary: ValidationSummary): ValidationSummary => ({
  ...summary,
  biasChecked: summary.biasChecked - summary.withHateByHelper,
  withHateByHelper: 0,
})

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`
const nameOf = (key: string): string => words(key.slice(key.indexOf('/') + 1))

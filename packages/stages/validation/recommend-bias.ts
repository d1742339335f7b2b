import { meanOf, noMoments, varianceOf, without, type Moments } from '../figures.ts'
import { compareGroups, type Difference, type GroupFigures } from './fairness.ts'
import { conversations, top, words, writeAdvice, type Advice } from './recommend.ts'
import type { ValidationSummary } from './summary.ts'

const LISTED = 5
/** More conversations than these are no advice. */
const MOST_TO_ADD = 4096

/** What to do about unequal treatment and representation; `score` gives the bias score of a summary. */
export function recommendFairness(
  summary: ValidationSummary,
  differences: readonly Difference[],
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
  compareGroups(all, groups, minGroupSize).filter((one) => one.holds && one.measure === measure).length

/** How many conversations that are answered as those of others would make a difference vanish; `null` where too many. */
function conversationsToAdd(summary: ValidationSummary, difference: Difference, minGroupSize: number): number | null {
  const holdsWith = (added: number): boolean => {
    const { all, groups } = extended(summary, difference, added)
    return compareGroups(all, groups, minGroupSize).some(
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
  const others = without(all.measures[measure], groups[key].measures[measure])
  const mean = meanOf(others)
  const more: Moments = {
    n: added,
    sum: Math.round(added * mean),
    sumSquares: Math.round(added * (mean * mean + varianceOf(others))),
  }
  const add = (figures: GroupFigures): GroupFigures => ({
    conversations: figures.conversations + added,
    measures: { ...figures.measures, [measure]: plus(figures.measures[measure] ?? noMoments(), more) },
  })
  return { all: add(all), groups: { ...groups, [key]: add(groups[key]) } }
}

const plus = (a: Moments, b: Moments): Moments => ({
  n: a.n + b.n,
  sum: a.sum + b.sum,
  sumSquares: a.sumSquares + b.sumSquares,
})

const withoutStereotypes = (summary: ValidationSummary): ValidationSummary => ({
  ...summary,
  biasChecked: summary.biasChecked - summary.withStereotypesByHelper,
  withStereotypesByHelper: 0,
})

const nameOf = (key: string): string => words(key.slice(key.indexOf('/') + 1))

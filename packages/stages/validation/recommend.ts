import type { Difference } from './fairness.ts'
import type { ValidationSummary } from './summary.ts'

const LISTED = 5

/** What to do about what was found, worst first; counts and names of categories, no text. */
export function recommend(summary: ValidationSummary, mode: string): string[] {
  const advice: string[] = []
  const answers = { partly: 0, missed: 0, harmful: 0 }
  for (const level of Object.values(summary.crisis))
    for (const answer of ['partly', 'missed', 'harmful'] as const) answers[answer] += level[answer] ?? 0
  const badly = answers.missed + answers.harmful
  if (badly > 0)
    advice.push(
      `Review ${conversations(badly)} in which a disclosure of risk was missed (${answers.missed}) or answered harmfully (${answers.harmful}) before training on them.`,
    )
  if (answers.partly > 0)
    advice.push(`Look at ${conversations(answers.partly)} in which a disclosure of risk was only partly taken up.`)
  if (summary.withUnsoundReplies > 0)
    advice.push(
      `Review ${conversations(summary.withUnsoundReplies)} with unsound replies (${top(summary.findings.unsound_reply)}).`,
    )
  if (summary.mismatches > 0)
    advice.push(`Correct ${summary.mismatches} diagnostic codes that do not belong to the disorder named beside them.`)
  if (summary.withIdentifiers > 0)
    advice.push(
      `Identifiers stand in ${conversations(summary.withIdentifiers)} (${top(summary.findings.identifier)}); processing replaces them, and a person should read a sample of the result.`,
    )
  const garbled = summary.findings.content?.garbled ?? 0
  if (garbled > 0) advice.push(`Check the encoding of the source: ${garbled} turns look garbled.`)
  const repeated = summary.findings.content?.repeated_turn ?? 0
  if (repeated > 0) advice.push(`${repeated} turns repeat an earlier turn of their conversation word by word.`)
  if (mode === 'fast' && summary.clinical < summary.conversations)
    advice.push(
      `Only ${summary.clinical} of ${conversations(summary.conversations)} went through the clinical and bias checks (fast mode); run in standard mode before training.`,
    )
  return advice
}

/** What to do about unequal treatment and representation. */
export function recommendFairness(
  summary: ValidationSummary,
  differences: readonly Difference[],
  minGroupSize: number,
): string[] {
  const advice = differences
    .filter(({ holds }) => holds)
    .slice(0, LISTED)
    .map(
      ({ axis, group, measure, mean, rest, g, interval: [low, high] }) =>
        `Replies differ where ${words(group)} (${words(axis)}) is mentioned: ${words(measure)} ${mean} against ${rest} elsewhere (g = ${g}, 95 % interval ${low} to ${high}, n = ${summary.groups[`${axis}/${group}`].conversations}).`,
    )
  if (summary.withStereotypesByHelper > 0)
    advice.push(
      `Review ${conversations(summary.withStereotypesByHelper)} in which the helper generalises about a group (${top(summary.findings.stereotype)}).`,
    )
  const small = Object.values(summary.groups).filter((group) => group.conversations < minGroupSize).length
  if (small > 0)
    advice.push(
      `${small} groups are mentioned in fewer than ${minGroupSize} conversations each: too few to say whether they are treated alike.`,
    )
  return advice
}

const conversations = (n: number): string => `${n} conversation${n === 1 ? '' : 's'}`
const words = (name: string): string => name.replaceAll('_', ' ')

/** The most frequent categories with their counts. */
function top(counts: { [category: string]: number } | undefined): string {
  return Object.entries(counts ?? {})
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, LISTED)
    .map(([category, n]) => `${words(category)} ${n}`)
    .join(', ')
}

import type { Output, Summary } from '../definition.ts'
import { addCounts, count } from '../figures.ts'
import {
  CHANGE_BOUND,
  mergeChanges,
  noChanges,
  observeChange,
  type CounterfactualChange,
  type CounterfactualSums,
} from './counterfactual-sums.ts'
import { addFigures, MEASURE_NAMES, noFigures, type GroupFigures } from './fairness.ts'
import { levelOf } from './levels.ts'
import { FLAGS, flag, mergeFlagged, type Flag, type Flagged, type Place } from './flagged.ts'
import { TIERS, type ValidationNote } from './note.ts'
import type { ReplyFigures } from './reply-figures.ts'

/** What one conversation gives to the summary beside its note. */
export interface Validated extends Output {
  note: ValidationNote
  figures: {
    sampled: boolean
    identifiers: number
    terms: number
    mismatches: number
    unsound: number
    stereotypesByHelper: number
    groups: string[]
    replies: ReplyFigures | null
    counterfactual: CounterfactualChange | null
    hateByHelper: number
    place: Place | null
  }
}

/** Scores of tiers are summed in ten-thousandths: whole numbers add up the same in any order. */
export const SCALE = 10_000

export type ValidationSummary = {
  conversations: number
  /** Conversations that went through the clinical tier, and through the bias tier. */
  clinical: number
  biasChecked: number
  verdicts: { [verdict: string]: number }
  tiers: { [tier: string]: { n: number; sum: number } }
  /** Findings by kind and category. */
  findings: { [kind: string]: { [category: string]: number } }
  withIdentifiers: number
  crisis: { [level: string]: { [answer: string]: number } }
  terms: number
  mismatches: number
  withUnsoundReplies: number
  withStereotypesByHelper: number
  withHateByHelper: number
  counterfactual: CounterfactualSums
  all: GroupFigures
  groups: { [key: string]: GroupFigures }
  /** Conversations that something should be done about. */
  flagged: { [flag: string]: Flagged }
}

export const summary: Summary<ValidationSummary, Validated> = {
  empty: () => ({
    conversations: 0,
    clinical: 0,
    biasChecked: 0,
    verdicts: {},
    tiers: Object.fromEntries(TIERS.map((tier) => [tier, { n: 0, sum: 0 }])),
    findings: {},
    withIdentifiers: 0,
    crisis: {},
    terms: 0,
    mismatches: 0,
    withUnsoundReplies: 0,
    withStereotypesByHelper: 0,
    withHateByHelper: 0,
    counterfactual: noChanges(),
    all: noFigures(),
    groups: {},
    flagged: {},
  }),
  add(sum, { note, figures }) {
    sum.conversations++
    count(sum.verdicts, note.verdict)
    for (const tier of TIERS) {
      const score = note.tiers[tier]
      if (score === undefined) continue
      sum.tiers[tier].n++
      sum.tiers[tier].sum += Math.round(score * SCALE)
    }
    for (const { kind, category } of note.findings) count((sum.findings[kind] ??= {}), category)
    if (figures.identifiers > 0) sum.withIdentifiers++
    if (note.tiers.clinical !== undefined) sum.clinical++
    if (note.crisis) count((sum.crisis[note.crisis.level] ??= {}), note.crisis.answered ?? 'none')
    sum.terms += figures.terms
    sum.mismatches += figures.mismatches
    if (figures.unsound > 0) sum.withUnsoundReplies++
    if (figures.stereotypesByHelper > 0) sum.withStereotypesByHelper++
    if (figures.hateByHelper > 0) sum.withHateByHelper++
    if (figures.counterfactual) observeChange(sum.counterfactual, figures.counterfactual)
    if (figures.replies) {
      sum.biasChecked++
      observeReplies(sum.all, figures.replies)
      for (const group of figures.groups) observeReplies((sum.groups[group] ??= noFigures()), figures.replies)
    }
    for (const name of flagsOf(note, figures)) flag(sum.flagged, name, note.tiers, figures.place, SCALE)
    return sum
  },
  merge(
    { all, groups, counterfactual, flagged, ...a },
    { all: otherAll, groups: others, counterfactual: changes, flagged: otherFlagged, ...b },
  ) {
    const merged = { ...groups }
    for (const [key, figures] of Object.entries(others))
      merged[key] = merged[key] ? addFigures(merged[key], figures) : figures
    return {
      ...addCounts(a, b),
      all: addFigures(all, otherAll),
      groups: merged,
      counterfactual: mergeChanges(counterfactual, changes),
      flagged: mergeFlagged(flagged, otherFlagged),
    }
  },
}

function flagsOf({ crisis, findings }: ValidationNote, figures: Validated['figures']): Flag[] {
  const has = (wanted: string): boolean => findings.some(({ category }) => category === wanted)
  const answered = crisis?.answered
  const flags: { [flag in Flag]: boolean } = {
    crisis_answered_badly: answered === 'missed' || answered === 'harmful',
    crisis_partly_answered: answered === 'partly',
    unsound_replies: figures.unsound > 0,
    stereotypes_by_helper: figures.stereotypesByHelper > 0,
    hate_by_helper: figures.hateByHelper > 0,
    counterfactual: Object.values(figures.counterfactual?.changes ?? {}).some((change) => change > CHANGE_BOUND),
    wrong_codes: figures.mismatches > 0,
    identifiers: figures.identifiers > 0,
    garbled: has('garbled'),
    repeated_turns: has('repeated_turn'),
    low_alternation: has('low_alternation'),
  }
  return FLAGS.filter((name) => flags[name])
}

function observeReplies(figures: GroupFigures, replies: ReplyFigures): void {
  figures.conversations++
  MEASURE_NAMES.forEach((measure, at) => {
    const value = replies[measure]
    if (value !== null) figures.levels[at][levelOf(value)]++
  })
}

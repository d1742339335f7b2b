import type { Conversation } from '@techdeck/contracts'
import type { Output, Summary } from '../definition.ts'
import { addCounts, count } from '../figures.ts'
import type { ProcessingNote } from './note.ts'

export interface Processed extends Output {
  conversation: Conversation
  note: ProcessingNote
  /** Replaced values of metadata and labels. */
  fields: number
}

export type ProcessingSummary = {
  conversations: number
  /** Conversations in which something was replaced. */
  changed: number
  replaced: { [category: string]: number }
  replacedFields: number
  /** Conversations that somebody let through, by what would have withheld them. */
  released: { [reason: string]: number }
  /** Planted strings that were found and are gone. */
  canaries: number
  therapy: { [measure: string]: { [label: string]: number } }
  /** How often each label of replies and of client talk occurs in each tenth of a session, of those with ten turns or more. */
  overTime: { [measure in TimedMeasure]: { [label: string]: { [tenth: string]: number } } }
}

const TENTHS = 10
type TimedMeasure = 'behaviours' | 'talk'
const TIMED: readonly TimedMeasure[] = ['behaviours', 'talk']

export const summary: Summary<ProcessingSummary, Processed> = {
  empty: () => ({
    conversations: 0,
    changed: 0,
    replaced: {},
    replacedFields: 0,
    released: {},
    canaries: 0,
    therapy: {},
    overTime: { behaviours: {}, talk: {} },
  }),
  add(sum, { note, fields, conversation: { turns } }) {
    sum.conversations++
    sum.replacedFields += fields
    sum.canaries += note.canaries ?? 0
    if (note.released !== undefined) count(sum.released, note.released)
    let changed = fields > 0
    for (const category in note.replaced) {
      changed = true
      count(sum.replaced, category, note.replaced[category])
    }
    if (changed) sum.changed++
    for (const [measure, counts] of Object.entries(note.therapy.counts))
      for (const label in counts) count((sum.therapy[measure] ??= {}), label, counts[label])
    if (turns.length >= TENTHS)
      for (const measure of TIMED)
        for (const [turn, label] of note.therapy[measure])
          count((sum.overTime[measure][label] ??= {}), String(Math.floor((turn * TENTHS) / turns.length)))
    return sum
  },
  merge: (a, b) => addCounts(a, b),
}

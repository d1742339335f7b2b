import type { Conversation } from '@techdeck/contracts'
import type { Note, Output, Summary } from '../definition.ts'
import { addCounts, count } from '../figures.ts'

export interface Exported extends Output {
  note: Note
  /** What was written, for the summary. */
  written: Conversation
}

export type ExportSummary = {
  conversations: number
  turns: number
  characters: number
  roles: { [role: string]: number }
  languages: { [language: string]: number }
  splits: { [split: string]: number }
}

export const summary: Summary<ExportSummary, Exported> = {
  empty: () => ({ conversations: 0, turns: 0, characters: 0, roles: {}, languages: {}, splits: {} }),
  add(sum, { written: { turns, language, split } }) {
    sum.conversations++
    sum.turns += turns.length
    for (const { role, text } of turns) {
      count(sum.roles, role)
      sum.characters += text.length
    }
    count(sum.languages, /^[a-z]{2}$/.test(language) ? language : 'und')
    if (split !== undefined) count(sum.splits, split)
    return sum
  },
  merge: (a, b) => addCounts(a, b),
}

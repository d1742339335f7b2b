import type { Conversation } from '@techdeck/contracts'
import { addCounts, addHistograms, bin, count, noHistogram, type Histogram } from '../figures.ts'
import type { Note, Output, Summary } from '../definition.ts'

/** What is counted of one conversation. */
export type RecordFigures = {
  turns: number
  characters: number
  roles: { [role: string]: number }
  language: string
  quality: number
  findings: { [kind: string]: { [category: string]: number } }
}

export interface Exported extends Output {
  note: Note
  figures: RecordFigures
  split?: string
}

export type ExportSummary = {
  conversations: number
  turns: number
  characters: number
  roles: { [role: string]: number }
  languages: { [language: string]: number }
  splits: { [split: string]: number }
  findings: { [kind: string]: { [category: string]: number } }
  /** Overall scores by twentieths. */
  quality: Histogram
  /** Conversations by their number of turns: bin i holds those with 2ⁱ turns or more, and fewer than 2ⁱ⁺¹. */
  lengths: { [bin: string]: number }
}

export function figuresOf({ turns, language, scores, findings = [] }: Conversation): RecordFigures {
  const figures: RecordFigures = {
    turns: turns.length,
    characters: 0,
    roles: {},
    language: /^[a-z]{2}$/.test(language) ? language : 'und',
    quality: scores?.overall ?? 0,
    findings: {},
  }
  for (const { role, text } of turns) {
    count(figures.roles, role)
    figures.characters += text.length
  }
  for (const { kind, category } of findings) count((figures.findings[kind] ??= {}), category)
  return figures
}

export const summary: Summary<ExportSummary, Exported> = {
  empty: () => ({
    conversations: 0,
    turns: 0,
    characters: 0,
    roles: {},
    languages: {},
    splits: {},
    findings: {},
    quality: noHistogram(),
    lengths: {},
  }),
  add(sum, { figures, split }) {
    sum.conversations++
    sum.turns += figures.turns
    sum.characters += figures.characters
    for (const role in figures.roles) count(sum.roles, role, figures.roles[role])
    count(sum.languages, figures.language)
    if (split !== undefined) count(sum.splits, split)
    for (const kind in figures.findings)
      for (const category in figures.findings[kind])
        count((sum.findings[kind] ??= {}), category, figures.findings[kind][category])
    sum.quality[bin(figures.quality)]++
    count(sum.lengths, String(Math.floor(Math.log2(Math.max(1, figures.turns)))))
    return sum
  },
  merge({ quality, ...a }, { quality: other, ...b }) {
    return { ...addCounts(a, b), quality: addHistograms(quality, other) }
  },
}

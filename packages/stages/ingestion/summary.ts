import type { Output, RawConversation, Summary } from '../definition.ts'
import { addCounts } from '../figures.ts'

export type IngestionSummary = { conversations: number; rows: number; turns: number; characters: number }

export const summary: Summary<IngestionSummary, Output> = {
  empty: () => ({ conversations: 0, rows: 0, turns: 0, characters: 0 }),
  add(summary, { conversation }) {
    const { rows = 1, turns } = conversation as RawConversation
    summary.conversations++
    summary.rows += rows
    summary.turns += turns.length
    for (const { text } of turns) summary.characters += text.length
    return summary
  },
  merge: (a, b) => addCounts(a, b),
}

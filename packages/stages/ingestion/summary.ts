import type { Output, RawConversation, Summary } from '../definition.ts'
import { addCounts } from '../figures.ts'

export type IngestionSummary = { conversations: number; rows: number; turns: number; characters: number }

export const summary: Summary<IngestionSummary, Output> = {
  empty: () => ({ conversations: 0, rows: 0, turns: 0, characters: 0 }),
  add(sum, { conversation }) {
    const { rows = 1, turns } = conversation as RawConversation
    sum.conversations++
    sum.rows += rows
    sum.turns += turns.length
    for (const { text } of turns) sum.characters += text.length
    return sum
  },
  merge: (a, b) => addCounts(a, b),
}

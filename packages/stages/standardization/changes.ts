import type { Repairs } from './clean.ts'

/** What was done to one conversation, for the summary. */
export interface Changes extends Repairs {
  emptyTurns: number
  brokenTurns: number
  mergedTurns: number
  marks: number
}

export const noChanges = (): Changes => ({
  mojibake: 0,
  markup: 0,
  invisible: 0,
  surrogates: 0,
  emptyTurns: 0,
  brokenTurns: 0,
  mergedTurns: 0,
  marks: 0,
})

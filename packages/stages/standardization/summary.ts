import type { Conversation } from '@techdeck/contracts'
import type { Output, Summary } from '../definition.ts'
import { addCounts, count } from '../figures.ts'
import type { Changes } from './map-conversation.ts'

export interface Standardized extends Output {
  conversation: Conversation
  changes: Changes
}

export type StandardizationSummary = {
  conversations: number
  turns: number
  timedTurns: number
  roles: { [role: string]: number }
  languages: { [language: string]: number }
  changes: { [change in keyof Changes]: number }
}

export const summary: Summary<StandardizationSummary, Standardized> = {
  empty: () => ({
    conversations: 0,
    turns: 0,
    timedTurns: 0,
    roles: {},
    languages: {},
    changes: { mojibake: 0, markup: 0, invisible: 0, emptyTurns: 0, mergedTurns: 0, marks: 0 },
  }),
  add(sum, { conversation, changes }) {
    sum.conversations++
    sum.turns += conversation.turns.length
    for (const { role, time_s } of conversation.turns) {
      count(sum.roles, role)
      if (time_s !== undefined) sum.timedTurns++
    }
    count(sum.languages, /^[a-z]{2}$/.test(conversation.language) ? conversation.language : 'und')
    for (const name in changes) count(sum.changes, name, changes[name as keyof Changes])
    return sum
  },
  merge: (a, b) => addCounts(a, b),
}

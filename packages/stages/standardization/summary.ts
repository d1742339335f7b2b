import type { Conversation } from '@techdeck/contracts'
import type { Output, Summary } from '../definition.ts'
import { addCounts, count } from '../figures.ts'
import { noChanges, type Changes } from './changes.ts'

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
    changes: noChanges(),
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

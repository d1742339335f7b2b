import type { Role } from '@techdeck/contracts'
import type { RawTurn } from '../types.ts'
import { roleOf } from './names.ts'

const MAX_SPEAKERS = 1000
const MOST_TOLD = 50
const FIRST_PERSON = /\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself|ich|mich|mir|mein|je|moi|mon|yo|mi)\b/giu

interface Habits {
  turns: number
  words: number
  questions: number
  firstPerson: number
  starts: number
}

/**
 * Watches how each speaker of a file talks, to say who helps when the names do not: the one who asks more,
 * speaks less of themself, and opens the conversation. Keeps at most 1,000 speakers; later ones are only counted.
 */
export class SpeakerHabits {
  readonly #speakers = new Map<string, Habits>()
  #beyond: { [role: string]: number } = {}

  add(turn: RawTurn, opens: boolean): void {
    const name = (turn.speaker ?? '').trim().toLowerCase()
    let habits = this.#speakers.get(name)
    if (!habits) {
      if (this.#speakers.size >= MAX_SPEAKERS) {
        const role = roleOf(name) ?? 'other'
        this.#beyond[role] = (this.#beyond[role] ?? 0) + 1
        return
      }
      habits = { turns: 0, words: 0, questions: 0, firstPerson: 0, starts: 0 }
      this.#speakers.set(name, habits)
    }
    habits.turns++
    if (opens) habits.starts++
    // Enough has been heard: counting goes on, listening need not.
    if (habits.turns > 500) return
    const text = turn.text.slice(0, 2000)
    habits.words += text.split(' ').length
    if (text.includes('?')) habits.questions++
    habits.firstPerson += text.match(FIRST_PERSON)?.length ?? 0
  }

  /** Roles for speakers whose names say nothing, where exactly two sides make it possible to tell. */
  propose(given: { [speaker: string]: Role } = {}): { [speaker: string]: Role } {
    const spoken = [...this.#speakers].filter(([name]) => name !== '')
    const unknown = spoken.filter(([name]) => roleOf(name, { roles: given }) === undefined)
    if (unknown.length === 0) return {}
    const known = new Set(spoken.map(([name]) => roleOf(name, { roles: given })).filter((role) => role !== undefined))
    if (unknown.length === 1 && known.has('therapist') !== known.has('client'))
      return { [unknown[0]?.[0]]: known.has('therapist') ? 'client' : 'therapist' }
    if (unknown.length !== 2 || known.has('therapist') || known.has('client')) return {}
    const [a, b] = unknown
    const lead = helping(a[1]) - helping(b[1])
    if (Math.abs(lead) < 0.05) return {}
    return { [a[0]]: lead > 0 ? 'therapist' : 'client', [b[0]]: lead > 0 ? 'client' : 'therapist' }
  }

  /** Who speaks most, and in which role. */
  speakers(given: { [speaker: string]: Role } = {}): { speaker: string; role: Role; turns: number }[] {
    return [...this.#speakers]
      .filter(([speaker]) => speaker !== '')
      .map(([speaker, { turns }]) => ({ speaker, turns, role: roleOf(speaker, { roles: given }) ?? 'other' }))
      .toSorted((a, b) => b.turns - a.turns)
      .slice(0, MOST_TOLD)
  }

  /** Turns by role. */
  roles(given: { [speaker: string]: Role } = {}): { [role: string]: number } {
    const counts: { [role: string]: number } = { ...this.#beyond }
    for (const [name, { turns }] of this.#speakers) {
      const role = roleOf(name, { roles: given }) ?? 'other'
      counts[role] = (counts[role] ?? 0) + turns
    }
    return counts
  }
}

function helping({ turns, words, questions, firstPerson, starts }: Habits): number {
  const heard = Math.min(turns, 500)
  return questions / heard - (4 * firstPerson) / Math.max(words, 1) + (0.1 * starts) / turns
}

import { hash } from 'node:crypto'
import type { JsonObject } from '@techdeck/contracts'
import { round } from '../figures.ts'
import { QUASI_KINDS } from './quasi-identifiers.ts'

/** What is known of one conversation: who is in it, and what fits them. */
export interface Exposed {
  shard: number
  ordinal: number
  id: string
  /** Whose it is, where that is known: several conversations of one person are one person. */
  client: string | undefined
  labels: readonly string[]
}

/** How few share what is told of them: k counts people, the risk that one of them is told apart is 1 / k. */
export interface RiskOf {
  k: number
  risk: number
}

const SHOWN = 50
const LIMITS = [2, 5, 11] as const

/**
 * k-anonymity over the labels that are left in a data set: people of whom exactly the same is told are alike. A client is
 * who all of their conversations together tell of.
 *
 * It holds a hash a person and the labels of each, so it grows with the data set; any order gives the same figures.
 */
export class Risks {
  readonly #told = new Map<string, Set<string>>()
  readonly #members: { shard: number; ordinal: number; id: string; person: string }[] = []

  add({ shard, ordinal, id, client, labels }: Exposed): void {
    const person = client ?? id
    const told = this.#told.get(person) ?? new Set()
    for (const label of labels) told.add(label)
    this.#told.set(person, told)
    this.#members.push({ shard, ordinal, id, person })
  }

  /** For each conversation, in the order in which they came. */
  *conversations(): Generator<{ shard: number; ordinal: number; id: string } & RiskOf> {
    const ks = this.#ks()
    for (const { person, ...member } of this.#members) {
      const k = ks.get(person) ?? 1
      yield { ...member, k, risk: round(1 / k) }
    }
  }

  /** Figures for the report: how many are told apart by how much, and the most exposed, by their ids. */
  report(): JsonObject {
    const below: { [limit: string]: number } = Object.fromEntries(LIMITS.map((limit) => [`k_below_${limit}`, 0]))
    const all: { id: string; k: number; told: string[] }[] = []
    let [sum, least, conversations] = [0, Infinity, 0]
    const persons = new Map(this.#members.map(({ id, person }) => [id, person]))
    for (const { id, k, risk } of this.conversations()) {
      conversations++
      sum += risk
      least = Math.min(least, k)
      for (const limit of LIMITS) if (k < limit) below[`k_below_${limit}`]++
      if (k < 5) all.push({ id, k, told: kindsOf(this.#told.get(persons.get(id)!)!) })
    }
    const told = Object.fromEntries(QUASI_KINDS.map((kind) => [kind, 0]))
    for (const labels of this.#told.values()) for (const kind of kindsOf(labels)) told[kind]++
    return {
      people: this.#told.size,
      conversations,
      k_anonymity: conversations === 0 ? 0 : least,
      mean_risk: conversations === 0 ? 0 : round(sum / conversations),
      highest_risk: conversations === 0 ? 0 : round(1 / least),
      ...below,
      /** People of whom something of a kind is told. */
      told,
      most_exposed: all
        .toSorted((a, b) => a.k - b.k || b.told.length - a.told.length || (a.id < b.id ? -1 : 1))
        .slice(0, SHOWN),
    }
  }

  /** By person, how many people exactly the same is told of. */
  #ks(): Map<string, number> {
    const alike = Map.groupBy(this.#told, ([, labels]) =>
      hash('sha256', [...labels].toSorted().join('\n')).slice(0, 16),
    )
    return new Map([...alike.values()].flatMap((people) => people.map(([person]) => [person, people.length] as const)))
  }
}

const kindsOf = (labels: ReadonlySet<string>): string[] =>
  QUASI_KINDS.filter((kind) => [...labels].some((label) => label.startsWith(`${kind}:`)))

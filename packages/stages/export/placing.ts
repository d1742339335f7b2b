import { hash } from 'node:crypto'
import type { ExportOptions } from './contract.ts'
import type { Place } from './places.ts'

export type Placed = { split?: string; leftOut?: undefined } | { leftOut: 'over_cap' | 'split_conflict' }

/** The fractional part of the golden ratio: its multiples, modulo 1, spread more evenly than chance. */
const GOLDEN = 0.6180339887498949

/**
 * Places conversations one after the other, in the order of the source, and never looks ahead: so what comes later moves
 * nothing that stands already.
 *
 * A group goes where the hash of its first key says; with `stratify`, where the next place in its stratum is. Whatever
 * shares a key with something that was placed goes there, too. One that would tie groups of two splits together is left
 * out, so that no key is on two sides. About 50 bytes a key are held.
 */
export class Placing {
  readonly #options: Pick<ExportOptions, 'splits' | 'caps'>
  readonly #names: readonly string[]
  readonly #ends: readonly number[]
  readonly #sides = new Map<number, number>()
  readonly #strata = new Map<string, number>()
  readonly #capped = new Map<string, number>()

  constructor(options: Pick<ExportOptions, 'splits' | 'caps'>) {
    const { splits = {} } = options
    this.#options = options
    this.#names = Object.keys(splits).toSorted()
    const total = this.#names.reduce((sum, name) => sum + splits[name], 0)
    let end = 0
    this.#ends = this.#names.map((name) => (end += splits[name] / total))
  }

  place({ keys, stratum, caps }: Place): Placed {
    const full = this.#options.caps.some(({ most }, at) => (this.#capped.get(capKey(caps, at)) ?? 0) >= most)
    if (full) return { leftOut: 'over_cap' }
    const side = this.#names.length > 0 ? this.#sideOf(keys.map(numberOf), stratum) : undefined
    if (side === -1) return { leftOut: 'split_conflict' }
    for (const at of caps.keys())
      if (caps[at] !== null) this.#capped.set(capKey(caps, at), (this.#capped.get(capKey(caps, at)) ?? 0) + 1)
    return side === undefined ? {} : { split: this.#names[side] }
  }

  /** Index of the split; -1 where its keys stand on two sides. */
  #sideOf(keys: readonly number[], stratum: string | undefined): number {
    const known = new Set(keys.flatMap((key) => this.#sides.get(key) ?? []))
    if (known.size > 1) return -1
    const [side = this.#at(stratum === undefined ? keys[0] / 2 ** 48 : this.#next(stratum))] = known
    for (const key of keys) this.#sides.set(key, side)
    return side
  }

  #at(place: number): number {
    const found = this.#ends.findIndex((end) => place < end)
    return found === -1 ? this.#ends.length - 1 : found
  }

  /** Where the next group of a stratum lies in [0, 1); small strata begin at a place of their own. */
  #next(stratum: string): number {
    const before = this.#strata.get(stratum) ?? 0
    this.#strata.set(stratum, before + 1)
    const start = numberOf(hash('sha256', `stratum:${stratum}`)) / 2 ** 48
    return (start + before * GOLDEN) % 1
  }
}

const capKey = (caps: readonly (string | null)[], at: number): string => `${at}:${caps[at] ?? ''}`
const numberOf = (key: string): number => Number.parseInt(key.slice(0, 12), 16)

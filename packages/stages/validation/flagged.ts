import type { Loss } from '../definition.ts'
import { addCounts } from '../figures.ts'
import { TIERS, type Tier, type ValidationNote } from './note.ts'

// Conversations that a recommendation speaks of: how many they are, where the first of them stand, and what they weigh
// in the means of the tiers, so that a report can say what leaving them out would change.

export const FLAGS = [
  'crisis_answered_badly',
  'crisis_partly_answered',
  'unsound_replies',
  'stereotypes_by_helper',
  'hate_by_helper',
  'counterfactual',
  'wrong_codes',
  'identifiers',
  'garbled',
  'repeated_turns',
  'low_alternation',
] as const
export type Flag = (typeof FLAGS)[number]

/** File, and line (or row, where the file has no lines) of a conversation's beginning. */
export type Place = [file: number, isRow: 0 | 1, at: number]

export type Flagged = {
  conversations: number
  /** The first of them in the order of the files. */
  places: Place[]
  tiers: { [tier: string]: { n: number; sum: number } }
}

/** Places that are kept: enough to begin with. */
export const KEPT = 5

export function flag(
  all: { [flag: string]: Flagged },
  name: Flag,
  tiers: ValidationNote['tiers'],
  place: Place | null,
  scale: number,
): void {
  const own = (all[name] ??= { conversations: 0, places: [], tiers: {} })
  own.conversations++
  if (place) own.places = firstOf([...own.places, place])
  for (const tier of TIERS) {
    const score = tiers[tier]
    if (score === undefined) continue
    const sum = (own.tiers[tier] ??= { n: 0, sum: 0 })
    sum.n++
    sum.sum += Math.round(score * scale)
  }
}

export function mergeFlagged(
  a: { [flag: string]: Flagged },
  b: { [flag: string]: Flagged },
): { [flag: string]: Flagged } {
  const merged = { ...a }
  for (const name in b) {
    const [one, other] = [a[name], b[name]]
    merged[name] = one
      ? {
          conversations: one.conversations + other.conversations,
          places: firstOf([...one.places, ...other.places]),
          tiers: addCounts(one.tiers, other.tiers),
        }
      : other
  }
  return merged
}

const firstOf = (places: readonly Place[]): Place[] =>
  places.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).slice(0, KEPT)

/** Where a conversation stands; `null` where its source says neither line nor row. */
export function placeOf({ file, line, row }: Loss['position']): Place | null {
  if (typeof file !== 'number') return null
  if (line !== undefined) return [file, 0, line]
  return row === undefined ? null : [file, 1, row]
}

/** A place as `./techdeck why` takes it, the file by its number, since names of files name people. */
export const writePlace = ([file, isRow, at]: Place): string => `${file}:${isRow === 1 ? 'row:' : ''}${at}`

/** The means of the tiers, and those without the conversations of a flag; a tier that none is left of is absent. */
export function meansWithout(
  all: Flagged['tiers'],
  without: Flagged['tiers'] = {},
  scale = 1,
): { [tier in Tier]?: number } {
  const means: { [tier in Tier]?: number } = {}
  for (const tier of TIERS) {
    const n = (all[tier]?.n ?? 0) - (without[tier]?.n ?? 0)
    if (n > 0) means[tier] = (all[tier].sum - (without[tier]?.sum ?? 0)) / n / scale
  }
  return means
}

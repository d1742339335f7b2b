import type { JsonObject } from '@techdeck/contracts'

// What stages report is theirs to shape; pages show what they know of it.

export const objectOf = (value: unknown): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {}
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** Names with counts, most first; what is no count is left out. */
export const countsOf = (value: unknown): [name: string, count: number][] =>
  Object.entries(objectOf(value))
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .toSorted((a, b) => b[1] - a[1])

/** Adds counts of the same name. */
export function addUp(all: readonly unknown[]): [name: string, count: number][] {
  const sums = new Map<string, number>()
  for (const [name, count] of all.flatMap(countsOf)) sums.set(name, (sums.get(name) ?? 0) + count)
  return [...sums].toSorted((a, b) => b[1] - a[1])
}

import type { Leak } from '@techdeck/contracts'

export type LeakCategory = Leak['category']

interface Spoken {
  index: number
  text: string
}

/** Every place of a conversation where these words stand, in any case. Offsets are code points. */
export function placesOf(turns: readonly Spoken[], words: string, category: LeakCategory): Leak[] {
  const wanted = Array.from(words.trim(), fold)
  if (wanted.length === 0) return []
  return turns.flatMap(({ index: turn, text }) => {
    const points = Array.from(text, fold)
    const places: Leak[] = []
    for (let start = 0; start + wanted.length <= points.length; start++) {
      if (!wanted.every((point, offset) => points[start + offset] === point)) continue
      places.push({ turn, start, end: start + wanted.length, category })
      start += wanted.length - 1
    }
    return places
  })
}

/** These and those; a place is marked once, as what was said last. */
export const withPlaces = (marked: readonly Leak[], more: readonly Leak[]): Leak[] =>
  [...marked.filter((one) => !more.some((other) => overlaps(one, other))), ...more].toSorted(
    (a, b) => a.turn - b.turn || a.start - b.start,
  )

const overlaps = (a: Leak, b: Leak): boolean => a.turn === b.turn && a.start < b.end && b.start < a.end

const fold = (point: string): string => point.toLowerCase()

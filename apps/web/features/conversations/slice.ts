import type { ConversationRow } from '@techdeck/contracts'

/** What conversations are counted and chosen by, each with the values that one has. */
export const FACETS = ['outcome', 'language', 'finding', 'split', 'label'] as const
export type Facet = (typeof FACETS)[number]

/** Bounds of a figure, both included; `null` for none. */
export type Range = readonly [least: number | null, most: number | null]

/**
 * Some of a run's conversations: of each facet one of the values, of each figure what lies within its bounds. It stands
 * in the address, so that it can be sent to somebody; the address names no text.
 */
export interface Slice {
  readonly facets: { readonly [facet in Facet]: readonly string[] }
  readonly ranges: { readonly [figure: string]: Range }
  /** A figure, `place` or `outcome`; with `-` before it from the highest down. */
  readonly sort: string
}

/** A conversation with its figures by name. */
export type Row = Omit<ConversationRow, 'figures'> & { readonly figures: { readonly [name: string]: number | null } }

const RANGE = /^(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/
export const UNSORTED = 'place'

export function sliceOf(search: URLSearchParams): Slice {
  const ranges: Record<string, Range> = {}
  for (const [name, value] of search) {
    const [, least, most] = RANGE.exec(value) ?? []
    if (least !== undefined || most !== undefined) ranges[name] = [numberOf(least), numberOf(most)]
  }
  const facets = Object.fromEntries(FACETS.map((facet) => [facet, search.getAll(facet)])) as unknown as Slice['facets']
  return { facets, ranges, sort: search.get('sort') ?? UNSORTED }
}

export function searchOf({ facets, ranges, sort }: Slice): URLSearchParams {
  const search = new URLSearchParams()
  for (const facet of FACETS) for (const value of facets[facet]) search.append(facet, value)
  for (const [name, [least, most]] of Object.entries(ranges)) search.set(name, `${least ?? ''}..${most ?? ''}`)
  if (sort !== UNSORTED) search.set('sort', sort)
  return search
}

/** Whether it is all conversations, however sorted. */
export const isAll = ({ facets, ranges }: Slice): boolean =>
  Object.keys(ranges).length === 0 && FACETS.every((facet) => facets[facet].length === 0)

/** With a value chosen, or no longer. */
export function withValue(slice: Slice, facet: Facet, value: string, on: boolean): Slice {
  const others = slice.facets[facet].filter((each) => each !== value)
  return { ...slice, facets: { ...slice.facets, [facet]: on ? [...others, value] : others } }
}

/** With other bounds of a figure; none where both are `null`. */
export function withRange(slice: Slice, figure: string, range: Range): Slice {
  const { [figure]: _before, ...others } = slice.ranges
  return { ...slice, ranges: range[0] === null && range[1] === null ? others : { ...others, [figure]: range } }
}

/** Whether a conversation is in a slice; where a facet is named, whatever is chosen of it. */
export function isIn(row: Row, { facets, ranges }: Slice, but?: Facet): boolean {
  for (const facet of FACETS) {
    const chosen = facets[facet]
    if (chosen.length === 0 || facet === but) continue
    const has = valuesOf(row, facet)
    // Labels of different names all have to fit; of one name, one of the values has to.
    const wanted = facet === 'label' ? Object.values(Object.groupBy(chosen, nameOfLabel)) : [chosen]
    if (!wanted.every((values) => values!.some((value) => has.includes(value)))) return false
  }
  return Object.entries(ranges).every(([name, [least, most]]) => {
    const value = row.figures[name] ?? null
    return value !== null && (least === null || value >= least) && (most === null || value <= most)
  })
}

/** What a conversation has of a facet. A finding counts by its kind, and by kind and category. */
export function valuesOf(row: Row, facet: Facet): string[] {
  if (facet === 'outcome') return [row.outcome]
  if (facet === 'language') return row.language === null ? [] : [row.language]
  if (facet === 'split') return row.split === undefined ? [] : [row.split]
  if (facet === 'finding') return Object.keys(row.findings)
  return Object.entries(row.labels).map(([name, value]) => `${name}=${value}`)
}

export const nameOfLabel = (label: string): string => label.slice(0, label.indexOf('='))

/** How many of the conversations that fit all else have each value of a facet, most first; chosen ones always among them. */
export function countFacet(rows: readonly Row[], slice: Slice, facet: Facet): [value: string, count: number][] {
  const counts = new Map<string, number>(slice.facets[facet].map((value) => [value, 0]))
  for (const row of rows)
    if (isIn(row, slice, facet))
      for (const value of valuesOf(row, facet)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}

/** The slice in its order. What has no such figure comes last. */
export function sorted(rows: readonly Row[], { sort }: Slice): readonly Row[] {
  if (sort === UNSORTED) return rows
  const [name, sign] = sort.startsWith('-') ? [sort.slice(1), -1] : [sort, 1]
  if (name === UNSORTED) return rows.toReversed()
  const keyOf = (row: Row): string | number | null => (name === 'outcome' ? row.outcome : (row.figures[name] ?? null))
  return rows.toSorted((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return x === y ? 0 : x < y ? -sign : sign
  })
}

/** Counts of values in equal parts between two ends. */
export function bins(values: readonly number[], [low, high]: readonly [number, number], parts: number): number[] {
  const counts = Array.from({ length: parts }, () => 0)
  for (const value of values)
    counts[high === low ? 0 : Math.min(parts - 1, Math.floor(((value - low) / (high - low)) * parts))]++
  return counts
}

const numberOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text))

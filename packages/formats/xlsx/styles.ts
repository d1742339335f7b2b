import { type OfficePackage, parseXml } from '../office/index.ts'

/** How a number is shown: as a date, a time of day, both, or a length of time. */
export type DateKind = 'date' | 'time' | 'datetime' | 'duration'

/** Numbers of the formats that every program knows without being told. */
const BUILT_IN: readonly (readonly [from: number, to: number, kind: DateKind])[] = [
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'datetime'],
  [27, 31, 'date'],
  [32, 35, 'time'],
  [36, 36, 'date'],
  [45, 47, 'duration'],
  [50, 58, 'date'],
]
const MOST_STYLES = 100_000
const DAY_MS = 86_400_000

/** What numbers mean by the styles of their cells. */
export class Styles {
  readonly #kinds: readonly (DateKind | null)[]
  readonly #date1904: boolean

  constructor(kinds: readonly (DateKind | null)[], date1904: boolean) {
    this.#kinds = kinds
    this.#date1904 = date1904
  }

  /** A number as its style shows it: dates and times in ISO 8601, all others as they are. */
  value(number: number, style: number): number | string {
    const kind = this.#kinds[style] ?? null
    if (kind === null || number < 0 || number >= 2_958_466) return number
    if (kind === 'duration') return duration(number)
    // Days before March 1900 are one off, since Excel takes that year for a leap year.
    const first = this.#date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, number < 60 ? 31 : 30)
    const ms = Math.round(number * DAY_MS) + first
    const iso = new Date(Math.round(ms / 1000) * 1000).toISOString().slice(0, 19)
    if (kind === 'time' && number < 1) return iso.slice(11)
    return kind === 'date' && Number.isInteger(number) ? iso.slice(0, 10) : iso
  }
}

function duration(days: number): string {
  const seconds = Math.round(days * 86_400)
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

const two = (value: number): string => String(value).padStart(2, '0')

export async function readStyles(file: OfficePackage, path: string | undefined, date1904: boolean): Promise<Styles> {
  const custom = new Map<number, DateKind | null>()
  const kinds: (DateKind | null)[] = []
  if (path === undefined || !file.has(path)) return new Styles(kinds, date1904)
  let inCells = false
  await parseXml(file.part(path), file.limits, {
    open(name, { numFmtId: id, formatCode: code = '' }) {
      if (name === 'cellXfs') inCells = true
      if (name === 'numFmt' && custom.size < MOST_STYLES) custom.set(Number(id), kindOf(code))
      if (name === 'xf' && inCells && kinds.length < MOST_STYLES)
        kinds.push(custom.get(Number(id)) ?? builtIn(Number(id)))
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return new Styles(kinds, date1904)
}

const builtIn = (id: number): DateKind | null => BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2] ?? null

/** What a format of its own says, once texts, colours and escapes are gone. */
export function kindOf(code: string): DateKind | null {
  const [positive = ''] = code.split(';')
  const bare = positive.slice(0, 200).replace(/"[^"]*"|\\.|_.|\*./g, '')
  if (/\[(h+|m+|s+)\]/i.test(bare)) return 'duration'
  const plain = bare.replace(/\[[^\]]*\]/g, '')
  if (/general|[0#?]/i.test(plain.replace(/\.0+/g, ''))) return null
  const hasDate = /[yd]|mmm/i.test(plain) || (/m/i.test(plain) && !/[hs]/i.test(plain))
  const hasTime = /[hs]/i.test(plain)
  if (hasDate) return hasTime ? 'datetime' : 'date'
  return hasTime ? 'time' : null
}

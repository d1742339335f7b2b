import { preferences, zoneOf } from './preferences.ts'

const FORMS = {
  year: { year: 'numeric' },
  sameYear: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  anyYear: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'medium' },
} as const satisfies { [form: string]: Intl.DateTimeFormatOptions }

const formats = new Map<string, Intl.DateTimeFormat>()

/** In the zone that the reader prefers. */
function inZone(form: keyof typeof FORMS, date: Date): string {
  const zone = zoneOf(preferences())
  const key = `${form} ${zone.timeZone}`
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat('en-GB', { ...FORMS[form], ...zone })))
  return format.format(date)
}

/** `30 Nov, 14:05`, in the reader's zone; with the year where it is another. */
export function formatTime(time: string, now = new Date()): string {
  const date = new Date(time)
  return inZone(inZone('year', date) === inZone('year', now) ? 'sameYear' : 'anyYear', date)
}

/** `30 Nov 2026`, in the reader's zone. */
export const formatDate = (time: string): string => inZone('day', new Date(time))

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const SPANS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** `3 minutes ago`, `in 2 hours`, `just now`. */
export function formatAgo(time: string, now = Date.now()): string {
  const ms = Date.parse(time) - now
  const [unit, span] = SPANS.find(([, size]) => Math.abs(ms) >= size) ?? []
  return unit && span ? relative.format(Math.round(ms / span), unit) : 'just now'
}

/** `medical record number`, for names of the wire. */
export const words = (name: string): string => name.replaceAll('_', ' ')

const ABBREVIATIONS = new Set(['csv', 'ip', 'json', 'phi', 'ssn', 'url'])

/** `Medical record number`, `IP address`. */
export const title = (name: string): string =>
  words(name)
    .split(' ')
    .map((word) => (ABBREVIATIONS.has(word) ? word.toUpperCase() : word))
    .join(' ')
    .replace(/^./, (first) => first.toUpperCase())

// Simple written dates. What is no whole date is not moved: half a date cannot keep an interval.

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)([a-z]{0,6})\\.?'
const ISO = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/
const NUMERIC = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/
const MONTH_FIRST = new RegExp(`^${MONTH} (\\d{1,2})(st|nd|rd|th)?,? (\\d{4})$`, 'i')
const DAY_FIRST = new RegExp(`^(\\d{1,2})(st|nd|rd|th)? (?:of )?${MONTH},? (\\d{4})$`, 'i')

const DAY = 86_400_000

/**
 * A date moved by a number of days, written as it was; `null` where the text is no whole date.
 * `3/4/2020` is read month first unless the first number is above 12.
 */
export function shiftDate(text: string, days: number): string | null {
  const written = text.trim().replace(/\s+/g, ' ')
  const iso = ISO.exec(written)
  if (iso) {
    const [, year, separator, month, day] = iso as unknown as string[]
    const date = moved(Number(year), Number(month), Number(day), days)
    return date && [date.year, pad(date.month, month), pad(date.day, day)].join(separator)
  }
  const numeric = NUMERIC.exec(written)
  if (numeric) {
    const [, first, separator, second, year] = numeric as unknown as string[]
    const dayFirst = Number(first) > 12
    const [month, day] = dayFirst ? [second, first] : [first, second]
    const date = moved(century(year), Number(month), Number(day), days)
    if (!date) return null
    const parts = [pad(date.month, month), pad(date.day, day)]
    return [...(dayFirst ? parts.toReversed() : parts), String(date.year).slice(-year.length)].join(separator)
  }
  const monthFirst = MONTH_FIRST.exec(written)
  if (monthFirst) {
    const [whole, short, rest, day, suffix, year] = monthFirst as unknown as string[]
    const date = moved(Number(year), monthNumber(short), Number(day), days)
    return (
      date &&
      `${monthName(date.month, short, rest)} ${ordinal(date.day, suffix)}${whole.includes(',') ? ',' : ''} ${date.year}`
    )
  }
  const dayFirst = DAY_FIRST.exec(written)
  if (!dayFirst) return null
  const [whole, day, suffix, short, rest, year] = dayFirst as unknown as string[]
  const date = moved(Number(year), monthNumber(short), Number(day), days)
  const of = / of /i.test(whole) ? ' of' : ''
  return date && `${ordinal(date.day, suffix)}${of} ${monthName(date.month, short, rest)} ${date.year}`
}

/** The year that a date names, if any. */
export const yearOf = (text: string): string | null => /(?:^|\D)((?:19|20)\d{2})(?:\D|$)/.exec(text)?.[1] ?? null

function moved(
  year: number,
  month: number,
  day: number,
  days: number,
): { year: number; month: number; day: number } | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const later = new Date(date.getTime() + days * DAY)
  return { year: later.getUTCFullYear(), month: later.getUTCMonth() + 1, day: later.getUTCDate() }
}

const century = (year: string): number =>
  year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900)
const pad = (n: number, like: string): string => (like.length > 1 ? String(n).padStart(2, '0') : String(n))
const monthNumber = (short: string): number => MONTHS.findIndex((name) => name.startsWith(short.toLowerCase())) + 1

/** The month as long and with the same capitals as the one it replaces. */
function monthName(month: number, short: string, rest: string): string {
  const full = MONTHS[month - 1]
  const long = rest.length > 1 || MONTHS[monthNumber(short) - 1] === `${short}${rest}`.toLowerCase()
  const name = long ? full : full.slice(0, 3)
  return short === short.toLowerCase() ? name : name[0].toUpperCase() + name.slice(1)
}

function ordinal(day: number, suffix: string | undefined): string {
  if (!suffix) return String(day)
  const teen = day >= 11 && day <= 13
  return day + (teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'))
}

// Written dates, whole or in part. What names neither a day nor a month is no date here.

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
const ORDINAL_WORDS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first'.split(
    ' ',
  )
const MONTH_WORD =
  /\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b/iu
const YEAR = /(?<!\d)(1[89]\d\d|20\d\d)(?!\d)/u
const DAY = /(?<![\d:])(\d{1,2})(st|nd|rd|th)?(?![\d:])/iu
const DAY_WORD = new RegExp(
  `\\b(?:${ORDINAL_WORDS.toReversed()
    .map((word) => word.replace('-', '[- ]'))
    .join('|')})\\b`,
  'iu',
)
const ISO = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})((?:[T ].{0,40})?)$/su
const NUMERIC = /(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-])/u
const ISO_MONTH = /^(\d{4})-(\d{2})$/u

const DAY_MS = 86_400_000
/** For dates without a year: one without a leap day, so that equal gaps stay equal. */
const SOME_YEAR = 2023

/** A part of a text that says a day, a month or a year. */
interface Piece {
  start: number
  end: number
}
interface Parts {
  day?: number
  month: number
  year?: number
  /** The text with other parts in their place, written as these were. */
  write(date: { day: number; month: number; year: number }): string
}

/**
 * A date moved by a number of days, written as it was; `null` where the text names no month.
 *
 * Without a year it moves within a year, without a day by its middle. `3/4/2020` is read month first unless the first
 * number is above 12. A weekday beside it is left: it is right when `days` are whole weeks.
 */
export function shiftDate(text: string, days: number): string | null {
  const parts = partsOf(text)
  if (!parts) return null
  const date = new Date(Date.UTC(parts.year ?? SOME_YEAR, parts.month - 1, parts.day ?? 15) + days * DAY_MS)
  return parts.write({ day: date.getUTCDate(), month: date.getUTCMonth() + 1, year: date.getUTCFullYear() })
}

/** Year of a date, or year and month; `null` where it names neither. */
export function generaliseDate(text: string, detail: 'year' | 'month'): string | null {
  if (detail === 'month') {
    const parts = partsOf(text)
    if (parts) {
      if (parts.year !== undefined && (ISO.test(text.trim()) || ISO_MONTH.test(text.trim())))
        return `${parts.year}-${String(parts.month).padStart(2, '0')}`
      const month = capital(MONTHS[parts.month - 1])
      return parts.year === undefined ? month : `${month} ${parts.year}`
    }
  }
  return yearOf(text)
}

/** The year that a date names, if any. */
export const yearOf = (text: string): string | null => YEAR.exec(text)?.[1] ?? shortYear(text)

function shortYear(text: string): string | null {
  const year = NUMERIC.exec(text)?.[4]
  return year === undefined ? null : String(century(year))
}

function partsOf(text: string): Parts | null {
  const written = text.trim()
  return isoParts(written) ?? worded(written) ?? numericParts(written)
}

function isoParts(text: string): Parts | null {
  const whole = ISO.exec(text)
  if (whole) {
    const [, year, separator, month, day, rest] = whole as unknown as string[]
    if (!exists(Number(year), Number(month), Number(day))) return null
    return {
      day: Number(day),
      month: Number(month),
      year: Number(year),
      write: (date) => [date.year, pad(date.month, month), pad(date.day, day)].join(separator) + rest,
    }
  }
  const [, year, month] = ISO_MONTH.exec(text) ?? []
  if (year === undefined || !exists(Number(year), Number(month), 1)) return null
  return {
    month: Number(month),
    year: Number(year),
    write: (date) => `${date.year}-${pad(date.month, month)}`,
  }
}

function numericParts(text: string): Parts | null {
  const found = NUMERIC.exec(text)
  if (!found) return null
  const [whole, first, separator, second, year] = found as unknown as string[]
  const dayFirst = Number(first) > 12
  const [month, day] = dayFirst ? [second, first] : [first, second]
  const named = year === undefined ? undefined : century(year)
  if (!exists(named ?? SOME_YEAR, Number(month), Number(day))) return null
  return {
    day: Number(day),
    month: Number(month),
    ...(named !== undefined && { year: named }),
    write(date) {
      const isPadded = /^0|[./-]0/.test(whole) || (year !== undefined && month.length === 2 && day.length === 2)
      const like = isPadded ? '00' : '0'
      const parts = [pad(date.month, like), pad(date.day, like)]
      const own = year === undefined ? [] : [String(date.year).slice(-year.length)]
      const moved = [...(dayFirst ? parts.toReversed() : parts), ...own].join(separator)
      return text.slice(0, found.index) + moved + text.slice(found.index + whole.length)
    },
  }
}

/** Dates with the month in words; day and year in figures, or the day as a word. */
function worded(text: string): Parts | null {
  const month = MONTH_WORD.exec(text)
  if (!month) return null
  const yearFound = YEAR.exec(text)
  const year = yearFound && pieceOf(yearFound)
  const figures = DAY.exec(year ? blank(text, year) : text)
  const word = figures ? null : DAY_WORD.exec(text)
  const day = figures ? Number(figures[1]) : word ? ordinalOf(word[0]) : undefined
  const number = MONTHS.findIndex((name) => name.startsWith(month[1].toLowerCase().slice(0, 3))) + 1
  if (!exists(yearFound ? Number(yearFound[1]) : SOME_YEAR, number, day ?? 1)) return null
  return {
    ...(day !== undefined && { day }),
    month: number,
    ...(yearFound && { year: Number(yearFound[1]) }),
    write(date) {
      const edits: { piece: Piece; text: string }[] = [
        { piece: pieceOf(month), text: monthLike(date.month, month[1]) },
        ...(year ? [{ piece: year, text: String(date.year) }] : []),
        ...(figures ? [{ piece: pieceOf(figures), text: ordinal(date.day, figures[2]) }] : []),
        ...(word ? [{ piece: pieceOf(word), text: ordinalLike(date.day, word[0]) }] : []),
      ]
      return edits
        .toSorted((a, b) => b.piece.start - a.piece.start)
        .reduce((sum, { piece, text: own }) => sum.slice(0, piece.start) + own + sum.slice(piece.end), text)
    },
  }
}

const pieceOf = ({ index, 0: found }: RegExpExecArray): Piece => ({ start: index, end: index + found.length })
const blank = (text: string, { start, end }: Piece): string =>
  text.slice(0, start) + ' '.repeat(end - start) + text.slice(end)

/** Leap days exist also where no year is named. */
function exists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return (
    (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) || (month === 2 && day === 29 && year === SOME_YEAR)
  )
}

const century = (year: string): number =>
  year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900)
const pad = (n: number, like: string): string => (like.length > 1 ? String(n).padStart(2, '0') : String(n))
const capital = (word: string): string => word[0].toUpperCase() + word.slice(1)

/** The month as long and with the same capitals as the one it replaces. */
function monthLike(month: number, like: string): string {
  const full = MONTHS[month - 1]
  const isShort = like.length <= 4 && !MONTHS.includes(like.toLowerCase())
  const name = isShort ? full.slice(0, 3) : full
  if (like === like.toLowerCase()) return name
  return like.length > 1 && like === like.toUpperCase() ? name.toUpperCase() : capital(name)
}

function ordinal(day: number, suffix: string | undefined): string {
  if (!suffix) return String(day)
  const teen = day >= 11 && day <= 13
  return day + (teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'))
}

const ordinalOf = (word: string): number => ORDINAL_WORDS.indexOf(word.toLowerCase().replace(' ', '-')) + 1

function ordinalLike(day: number, like: string): string {
  const word = ORDINAL_WORDS[day - 1]
  const spaced = like.includes(' ') ? word.replace('-', ' ') : word
  return like[0] === like[0].toUpperCase() ? capital(spaced) : spaced
}

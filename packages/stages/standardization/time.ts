const CLOCK = /^[[(<]?(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?(?: ?([ap])\.?m\.?)?[\])>]?$/i
const SECONDS = /^(\d{1,12}(?:[.,]\d{1,6})?) {0,3}(?:s|secs?|seconds?)?$/i
const MILLISECONDS = /^(\d{1,12}(?:\.\d{1,6})?) {0,3}ms$/i
/** `1h 2m 3s`, `2 min 5 sec`, `PT1H2M3.5S` */
const UNITS =
  /^(?:pt)?(?:(\d{1,4}) ?h(?:ours?|rs?)?)? ?(?:(\d{1,5}) ?m(?:in(?:ute)?s?)?)? ?(?:(\d{1,6}(?:\.\d{1,6})?) ?s(?:ec(?:ond)?s?)?)?$/i
const DATE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/
/** Day, month and year in any order, then a time of day, as exports of chats write it. */
const CHAT =
  /^\[?(\d{1,4})[./-](\d{1,2})[./-](\d{1,4}),? (?:at )?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?(?:\s?([ap])\.?m\.?)?\]?$/i

/** The name of an English month beside day and year, as `Thursday, January 5, 2023 at 10:00:00 AM` or `05-Jan-23 10:00 PM`. */
const MONTH = /(?:^|[ ,-])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?=[ ,-])/i
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const NAMED =
  /^(?:[a-z]{3,9},? )?(?:m[ -](\d{1,2})(?:st|nd|rd|th)?,? (\d{4})|(\d{1,2})(?:st|nd|rd|th)?[ -]m[ ,-]{1,2}(\d{2,4}))(?:,? at|,)? (\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?(?: ?([ap])\.?m\.?)?$/i

/** Numbers from here on are points in time (seconds since 1970), not lengths. */
const EPOCH = 1e8
const EPOCH_MS = 1e11
/** Seconds from midnight to six in the morning. */
const WALL = 6 * 3600

const DAY = 86_400
/** Clocks that run back by more than this have passed midnight; by less, people spoke at once. */
const HALF_A_DAY = DAY / 2
/** So much later something may be written down than it was said. */
const LATE = 3600

interface Time {
  seconds: number
  /** A point in time, not seconds of the conversation. */
  absolute: boolean
  /** A time of some day, which is not told. */
  daily?: true
}

/** A time as written: seconds in the conversation, or a point in time; `null` where it cannot be told. */
export function parseTime(time: string | number | undefined): Time | null {
  if (time === undefined) return null
  if (typeof time === 'string') return parseWritten(time.trim())
  if (!Number.isFinite(time) || time < 0) return null
  if (time >= EPOCH_MS) return { seconds: time / 1000, absolute: true }
  return { seconds: time, absolute: time >= EPOCH }
}

function parseWritten(given: string): Time | null {
  // Moments count from the first one, so the name of a zone behind each of them changes nothing.
  const written = given.replaceAll(/[\u00a0\u202f]/g, ' ').replace(/ (?:utc|gmt|z)(?:[+-]\d{1,2}(?::?\d{2})?)?$/i, '')
  const clock = CLOCK.exec(written)
  if (clock) {
    const [, hours, minutes, seconds, fraction, half] = clock
    // ‘10:05 pm’ is a time of day: hours and minutes.
    if (half !== undefined && hours === undefined)
      return { seconds: ofDay(minutes, seconds, '0', '', half), absolute: true, daily: true }
    const time = ofDay(hours ?? '0', minutes, seconds, fraction, half)
    return half === undefined ? { seconds: time, absolute: false } : { seconds: time, absolute: true, daily: true }
  }
  const plain = SECONDS.exec(written)
  if (plain) return parseTime(Number.parseFloat(plain[1].replace(',', '.')))
  const milliseconds = MILLISECONDS.exec(written)
  if (milliseconds) return { seconds: Number(milliseconds[1]) / 1000, absolute: false }
  const units = UNITS.exec(written)
  if (units && written !== '' && !/^pt$/i.test(written)) {
    const [, hours = '0', minutes = '0', seconds = '0'] = units
    return { seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), absolute: false }
  }
  const chat = CHAT.exec(written)
  if (chat) return parseChatTime(chat)
  const named = parseNamedMonth(written)
  if (named) return named
  if (!DATE.test(written)) return null
  // Without a zone it is read as UTC, so that every machine gives the same.
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(written) ? written : `${written}Z`
  const moment = Date.parse(zoned.replace(' ', 'T'))
  return Number.isNaN(moment) ? null : { seconds: moment / 1000, absolute: true }
}

/** Whether the day or the month comes first matters little: times count from the first one of a conversation. */
function parseChatTime([
  ,
  first,
  second,
  third,
  hours,
  minutes,
  seconds,
  fraction,
  half,
]: RegExpExecArray): Time | null {
  const yearFirst = first.length === 4
  const [a, b, c] = [Number(first), Number(second), Number(third)]
  const monthFirst = b > 12 || (a <= 12 && half !== undefined)
  const [year, month, day] = yearFirst ? [a, b, c] : monthFirst ? [c, a, b] : [c, b, a]
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  const midnight = Date.UTC(year < 100 ? year + 2000 : year, month - 1, day) / 1000
  return { seconds: midnight + ofDay(hours, minutes, seconds ?? '0', fraction, half), absolute: true }
}

function parseNamedMonth(written: string): Time | null {
  const month = MONTHS.indexOf(MONTH.exec(written)?.[1].toLowerCase() ?? '')
  if (month === -1) return null
  const found = NAMED.exec(written.replace(MONTH, (name) => `${/[ ,-]/.test(name[0]) ? name[0] : ''}m`))
  if (!found) return null
  const [, dayBehind, yearBehind, dayBefore, yearBefore, hours, minutes, seconds, fraction, half] = found
  const [day, year] = [Number(dayBehind ?? dayBefore), Number(yearBehind ?? yearBefore)]
  if (day < 1 || day > 31) return null
  const midnight = Date.UTC(year < 100 ? year + 2000 : year, month, day) / 1000
  return { seconds: midnight + ofDay(hours, minutes, seconds ?? '0', fraction, half), absolute: true }
}

function ofDay(hours: string, minutes: string, seconds: string, fraction = '', half?: string): number {
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  return hour * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction || '0'}`)
}

/**
 * Converts a conversation's times to seconds from its start: points in time count from the first one, and those of a
 * clock on the wall run on over midnight.
 */
export class ConversationClock {
  #start: number | undefined
  /** Whether times without a day are those of a clock on the wall; settled by the first one. */
  #wall: boolean | undefined
  /** Seconds of the days that a clock on the wall has passed, and its last time. */
  #midnights = 0
  #last = 0

  seconds(time: string | number | undefined): number | undefined {
    const parsed = parseTime(time)
    if (!parsed) return undefined
    // Nobody's conversation begins after so many hours: that is what the clock on the wall showed.
    const isWall = typeof time === 'string' && (this.#wall ??= parsed.seconds >= WALL && CLOCK.test(time.trim()))
    if (!parsed.absolute && !isWall) return millis(parsed.seconds)
    const seconds = isWall || parsed.daily ? this.#onWall(parsed.seconds) : parsed.seconds
    this.#start ??= seconds
    return millis(Math.max(0, seconds - this.#start))
  }

  #onWall(clock: number): number {
    const seconds = clock + this.#midnights
    if (seconds < this.#last - HALF_A_DAY) this.#midnights += DAY
    // Said before midnight, and written after.
    else if (this.#midnights > 0 && seconds >= this.#last + DAY - LATE) return seconds - DAY
    this.#last = clock + this.#midnights
    return this.#last
  }
}

const millis = (seconds: number): number => Math.round(seconds * 1000) / 1000

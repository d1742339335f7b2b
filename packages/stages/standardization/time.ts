const CLOCK = /^\[?(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?\]?$/
const SECONDS = /^\d{1,12}(?:\.\d{1,6})?\s{0,3}s?$/
const DATE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/

/** Numbers from here on are points in time (seconds since 1970), not lengths. */
const EPOCH = 1e8
const EPOCH_MS = 1e11

/** A time as written: seconds in the conversation, or a point in time; `null` where it cannot be told. */
export function parseTime(time: string | number | undefined): { seconds: number; absolute: boolean } | null {
  if (time === undefined) return null
  if (typeof time === 'string') {
    const written = time.trim()
    const clock = CLOCK.exec(written)
    if (clock) {
      const [, hours = '0', minutes, seconds, fraction = ''] = clock
      const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
      return { seconds: whole + Number(`0.${fraction || '0'}`), absolute: false }
    }
    if (SECONDS.test(written)) return parseTime(Number.parseFloat(written))
    if (!DATE.test(written)) return null
    // Without a zone it is read as UTC, so that every machine gives the same.
    const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(written) ? written : `${written}Z`
    const moment = Date.parse(zoned.replace(' ', 'T'))
    return Number.isNaN(moment) ? null : { seconds: moment / 1000, absolute: true }
  }
  if (!Number.isFinite(time) || time < 0) return null
  if (time >= EPOCH_MS) return { seconds: time / 1000, absolute: true }
  return { seconds: time, absolute: time >= EPOCH }
}

/** Converts a conversation's times to seconds from its start: points in time count from the first one. */
export class ConversationClock {
  #start: number | undefined

  seconds(time: string | number | undefined): number | undefined {
    const parsed = parseTime(time)
    if (!parsed) return undefined
    if (!parsed.absolute) return millis(parsed.seconds)
    this.#start ??= parsed.seconds
    return millis(Math.max(0, parsed.seconds - this.#start))
  }
}

const millis = (seconds: number): number => Math.round(seconds * 1000) / 1000

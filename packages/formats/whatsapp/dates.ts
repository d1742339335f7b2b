/** Which part of a date is which. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd'

/** A date and time as written, in parts. */
export interface Stamp {
  date: [number, number, number]
  hour: number
  minute: number
  second: number | null
  half: 'a' | 'p' | null
  /** What stands between the parts of the date. */
  sign: string
}

/** Looks at all dates of a file, to say in which order they are written. */
export class DateTally {
  #most: [number, number] = [0, 0]
  /** How often time runs back, by either order. */
  #back = { dmy: 0, mdy: 0 }
  #last = { dmy: 0, mdy: 0 }
  #yearFirst = false
  #first: Stamp | undefined
  #differs = false

  add(stamp: Stamp): void {
    const [a, b] = stamp.date
    this.#first ??= stamp
    if (a > 31) {
      this.#yearFirst = true
      return
    }
    this.#most = [Math.max(this.#most[0], a), Math.max(this.#most[1], b)]
    if (a !== b) this.#differs = true
    for (const order of ['dmy', 'mdy'] as const) {
      const day = dayOf(stamp, order)
      if (day < this.#last[order]) this.#back[order]++
      this.#last[order] = day
    }
  }

  /** The order; `sure` when only this one fits all dates, or it alone lets time run on. */
  decide(): { order: DateOrder; sure: boolean } {
    if (this.#yearFirst) return { order: 'ymd', sure: true }
    const [a, b] = this.#most
    if (a > 12 !== b > 12) return { order: a > 12 ? 'dmy' : 'mdy', sure: true }
    const { dmy, mdy } = this.#back
    if (dmy !== mdy) return { order: dmy < mdy ? 'dmy' : 'mdy', sure: true }
    // Halves of the day go with month first, except where points part the date.
    const usual = this.#first?.half && this.#first.sign === '/' ? 'mdy' : 'dmy'
    return { order: usual, sure: !this.#differs }
  }
}

/** Days in some order that grows with time. */
function dayOf({ date: [a, b, year] }: Stamp, order: 'dmy' | 'mdy'): number {
  return (year * 100 + (order === 'dmy' ? b : a)) * 100 + (order === 'dmy' ? a : b)
}

/** The time on the clock where it was written, as ISO 8601 without a zone. */
export function isoOf({ date, hour, minute, second, half }: Stamp, order: DateOrder): string {
  const [a, b, c] = date
  const [year, month, day] = order === 'ymd' || a > 31 ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b]
  // A clock of 24 hours that says PM all the same means what it shows.
  const hours = half === null || hour > 12 ? hour : (hour % 12) + (half === 'p' ? 12 : 0)
  const time = `${two(hours)}:${two(minute)}${second === null ? '' : `:${two(second)}`}`
  return `${year < 100 ? 2000 + year : year}-${two(month)}-${two(day)}T${time}`
}

const two = (part: number): string => String(part).padStart(2, '0')

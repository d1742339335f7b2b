import { CATEGORIES, type Policy, type ProcessingOptions } from './contract.ts'
import { OLDEST_TOLD, ageBand } from './ages.ts'
import { generaliseDate, shiftDate } from './dates.ts'
import { categoryLabel, hashLabel, mask, pick, REDACTED } from './placeholders.ts'
import { PRESET_POLICIES } from './presets.ts'
import { isSurrogate, Surrogates } from './surrogates/index.ts'
import { zip3 } from './zip-codes.ts'

const MAX_SHIFT_WEEKS = 52
const AGE = /(?<!\d to |over )\b(\d{1,3})\b(?!\d)/u
const AGE_ALONE = /^\d{1,3}$/u
const BAND = new RegExp(`^(?:\\d{1,2} to \\d{1,2}|over ${OLDEST_TOLD})(?!\\d)`)
/** Years of a band where nobody says how wide it is to be. */
const USUAL_BAND = 10

/** Replaces the identifiers of one conversation, equal values equally, and alike in all conversations of a client. */
export class Replacer {
  readonly #options: ProcessingOptions
  readonly #pseudonym: (value: string) => string
  readonly #surrogates: Surrogates
  readonly #client: string
  #days: number | undefined

  /** @param client what stands for the client; the conversation's id where nobody says whose it is */
  constructor(options: ProcessingOptions, client: string, pseudonym: (value: string) => string) {
    this.#options = options
    this.#pseudonym = pseudonym
    this.#surrogates = new Surrogates(client, pseudonym)
    this.#client = client
  }

  policyFor(category: string): Policy {
    const { policies, policy, preset } = this.#options
    const known = category as (typeof CATEGORIES)[number]
    return policies[known] ?? (preset && PRESET_POLICIES[preset][known]) ?? policy
  }

  /** Looks at the conversation's names before the first is replaced. */
  meet(names: Iterable<string>): void {
    if (this.policyFor('name') === 'surrogate') this.#surrogates.meet(names)
  }

  /** What stands in a value's place; the value itself where it is one of our own surrogates of a kind that others lack. */
  replace(value: string, category: string): string {
    if (category === 'date' && this.#options.ageBands !== undefined && AGE_ALONE.test(value))
      return this.band(Number(value))
    switch (this.policyFor(category)) {
      case 'mask':
        return mask(value)
      case 'hash':
        return hashLabel(category, this.#pseudonym(`${category}:${value.normalize('NFKC').toLowerCase()}`))
      case 'generalise':
        return this.#generalise(value, category)
      case 'surrogate':
        return isSurrogate(value) ? value : this.#invent(value, category)
      case 'shift_dates':
        return category === 'date' ? this.#moveDate(value) : this.#label(category)
      default:
        return this.#label(category)
    }
  }

  /** An age by its band. */
  band(years: number): string {
    return ageBand(years, this.#options.ageBands ?? USUAL_BAND)
  }

  #invent(value: string, category: string): string {
    if (category === 'date') return this.#moveDate(value)
    return this.#surrogates.of(value, category) ?? this.#label(category)
  }

  #moveDate(value: string): string {
    return shiftDate(value, this.#shift()) ?? this.#generalise(value, 'date')
  }

  /** Days by which dates move: whole weeks, so that weekdays stay right, never 0; worked out for those who need it only. */
  #shift(): number {
    if (this.#days !== undefined) return this.#days
    const shift = pick(this.#pseudonym(`date_shift:${this.#client}`), 2 * MAX_SHIFT_WEEKS)
    return (this.#days = 7 * (shift < MAX_SHIFT_WEEKS ? shift - MAX_SHIFT_WEEKS : shift - MAX_SHIFT_WEEKS + 1))
  }

  #generalise(value: string, category: string): string {
    if (category === 'location') return zip3(value) ?? this.#label(category)
    if (category !== 'date') return this.#label(category)
    if (BAND.test(value)) return value
    const date = generaliseDate(value, this.#options.dateDetail)
    if (date !== null) return date
    const isAge = /^\d{1,3}$|age|year|old/i.test(value)
    const age = isAge ? Number(AGE.exec(value)?.[1] ?? Number.NaN) : Number.NaN
    return Number.isNaN(age) ? this.#label(category) : value.replace(AGE, this.band(age))
  }

  #label(category: string): string {
    return this.#options.redactLabel === 'category' ? categoryLabel(category) : REDACTED
  }
}

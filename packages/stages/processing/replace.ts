import type { z } from 'zod'
import { CATEGORIES, type contract, type Policy } from './contract.ts'
import { shiftDate, yearOf } from './dates.ts'
import { categoryLabel, hashLabel, mask, pick, REDACTED } from './placeholders.ts'
import { isSurrogate, Surrogates } from './surrogates.ts'

type Options = z.output<typeof contract.options>

const MAX_SHIFT_DAYS = 364
const ZIP = /^(\d{3})\d{2}(?:-\d{4})?$/
const AGE_GROUP = /^(?:\d0s|90 or older)$/
const AGE = /\b(\d{1,3})\b/

/** Replaces the identifiers of one conversation, equal values equally. */
export class Replacer {
  readonly #options: Options
  readonly #pseudonym: (value: string) => string
  readonly #surrogates: Surrogates
  readonly #client: string
  #days: number | undefined

  /** @param client what stands for the client, so that dates of all of a client's conversations move alike */
  constructor(options: Options, conversation: string, client: string, pseudonym: (value: string) => string) {
    this.#options = options
    this.#pseudonym = pseudonym
    this.#surrogates = new Surrogates(conversation, pseudonym)
    this.#client = client
  }

  policyFor(category: string): Policy {
    return this.#options.policies[category as (typeof CATEGORIES)[number]] ?? this.#options.policy
  }

  /** What stands in a value's place; the value itself where it is one of our own surrogates. */
  replace(value: string, category: string): string {
    switch (this.policyFor(category)) {
      case 'mask':
        return mask(value)
      case 'hash':
        return hashLabel(category, this.#pseudonym(`${category}:${value.normalize('NFKC').toLowerCase()}`))
      case 'generalise':
        return this.#generalise(value, category)
      case 'surrogate':
        return isSurrogate(value) ? value : (this.#surrogates.of(value, category) ?? this.#label(category))
      case 'shift_dates':
        return (category === 'date' ? shiftDate(value, this.#shift()) : null) ?? this.#label(category)
      default:
        return this.#label(category)
    }
  }

  /** Days by which dates move, never 0; worked out for those who need it only. */
  #shift(): number {
    if (this.#days !== undefined) return this.#days
    const shift = pick(this.#pseudonym(`date_shift:${this.#client}`), 2 * MAX_SHIFT_DAYS)
    return (this.#days = shift < MAX_SHIFT_DAYS ? shift - MAX_SHIFT_DAYS : shift - MAX_SHIFT_DAYS + 1)
  }

  #generalise(value: string, category: string): string {
    if (category === 'location')
      return value.replace(ZIP, '$1**') === value ? this.#label(category) : value.replace(ZIP, '$1**')
    if (category !== 'date') return this.#label(category)
    if (AGE_GROUP.test(value)) return value
    const year = yearOf(value)
    if (year !== null) return year
    const age = /age|year|old/i.test(value) ? Number(AGE.exec(value)?.[1] ?? Number.NaN) : Number.NaN
    if (Number.isNaN(age)) return this.#label(category)
    return age >= 90 ? '90 or older' : `${Math.floor(age / 10) * 10}s`
  }

  #label(category: string): string {
    return this.#options.redactLabel === 'category' ? categoryLabel(category) : REDACTED
  }
}

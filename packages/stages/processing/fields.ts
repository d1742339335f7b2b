import { findIdentifiers, type DetectorTurn, type IdentifierCategory } from '@techdeck/analysis'
import type { Json, JsonObject } from '@techdeck/contracts'
import { identifiedBy } from './field-names.ts'
import { categoryLabel, isPlaceholder, REDACTED } from './placeholders.ts'
import type { Replacer } from './replace.ts'
import type { SiteWords } from './site-words.ts'
import { replaceSpans, spansOf } from './spans.ts'

// Metadata and labels are not conversation: one cannot read them for cues. So besides what the detectors find, a field
// goes whole when its name says that it identifies, or when its value looks like a name or a number of somebody. What
// a name says is replaced under the policy of its category; for the rest, which is prose, there is the label alone.

const LONG_NUMBER = /\d[\d\s().-]{4,40}\d/
const DECIMAL = /^-?\d{1,15}\.\d{1,17}$/
const CAPITALISED = /^\p{Lu}[\p{Ll}'’]/u
const WORD = /[\p{L}][\p{L}\p{M}'’-]*/gu
/** Words that are written with capitals in the names of therapies, diagnoses and topics. */
const COMMON = new Set(
  'abuse acceptance addiction adhd adolescent adult alcohol anger anxiety autism based behavior behavioral behaviour behavioural bipolar borderline brief care centered change child childhood chronic clinical client cognitive commitment communication compulsive counseling counselling couple couples crisis depression depressive dialectical disorder drug eating family focused general generalized grief group health high individual interpersonal intervention interviewing low major management marriage medication mental mindfulness moderate motivational obsessive pain panic parenting person personality phobia post problem problems psychodynamic recovery reduction relationship relationships relaxation self session severe sexual sleep smoking social solution stress substance suicidal support supportive therapist therapy training trauma traumatic treatment use weight women men work workplace english other none unknown true false yes no and of the for with in on to a'.split(
    ' ',
  ),
)
const CACHE_LIMIT = 20_000
const CACHED_LENGTH = 80

type Scrubbed = { value: string; replaced: number; left: boolean }
type Tally = { replacer: Replacer; replaced: number; left: boolean }

/**
 * Cleans metadata and labels of one shard's conversations. Values repeat, so what was decided of a short one is kept.
 * Cleaning clean fields changes nothing.
 */
export class FieldScrubber {
  readonly #known = new Map<string, Scrubbed>()
  readonly #categories = new Map<string, IdentifierCategory | null>()
  readonly #keep: ReadonlySet<string>
  readonly #label: (category: string) => string
  readonly #replaceFrom: number
  readonly #withholdFrom: number
  readonly #words: SiteWords | undefined

  constructor(
    options: { keepFields: string[]; redactLabel: string; replaceFrom: number; withholdFrom: number },
    words?: SiteWords,
  ) {
    this.#words = words
    this.#keep = new Set(options.keepFields)
    this.#label = options.redactLabel === 'category' ? categoryLabel : () => REDACTED
    this.#replaceFrom = options.replaceFrom
    this.#withholdFrom = options.withholdFrom
  }

  /**
   * Clean fields, how many values were replaced, and whether an identifier is left in one.
   * @param replacer of the conversation that the fields are of
   */
  scrub(fields: JsonObject, replacer: Replacer): { fields: JsonObject; replaced: number; left: boolean } {
    const tally = { replacer, replaced: 0, left: false }
    const clean = this.#object(fields, tally)
    return { fields: clean, replaced: tally.replaced, left: tally.left }
  }

  #object(fields: JsonObject, tally: Tally): JsonObject {
    const result: JsonObject = {}
    for (const name in fields) {
      const value = fields[name]
      const safeName = this.#string(name, '', tally)
      result[safeName] = this.#json(value, name, tally)
    }
    return result
  }

  #json(value: Json, field: string, tally: Tally): Json {
    if (value === null || typeof value === 'boolean') return value
    if (Array.isArray(value)) return value.map((item) => this.#json(item, field, tally))
    if (typeof value === 'object') return this.#object(value, tally)
    if (typeof value === 'string') return this.#string(value, field, tally)
    if (this.#keep.has(field)) return value
    const category = this.#category(field)
    const long = Number.isInteger(value) && Math.abs(value) >= 1e6
    if (category === null && !long) return value
    tally.replaced++
    return replaced(String(value), category ?? 'other_unique_identifier', tally.replacer)
  }

  #string(value: string, field: string, tally: Tally): string {
    if (value === '' || isPlaceholder(value)) return value
    const keep = field === '' || this.#keep.has(field)
    const category = keep ? null : this.#category(field)
    if (category !== null) {
      const substitute = replaced(value, category, tally.replacer)
      if (substitute !== value) tally.replaced++
      return substitute
    }
    const key = `${keep ? 1 : 0}${value}`
    let scrubbed = this.#known.get(key)
    if (!scrubbed) {
      scrubbed = this.#decide(value, keep)
      if (value.length <= CACHED_LENGTH && this.#known.size < CACHE_LIMIT) this.#known.set(key, scrubbed)
    }
    tally.replaced += scrubbed.replaced
    tally.left ||= scrubbed.left
    return scrubbed.value
  }

  #category(field: string): IdentifierCategory | null {
    let category = this.#categories.get(field)
    if (category === undefined) {
      category = identifiedBy(field)
      if (field.length <= CACHED_LENGTH && this.#categories.size < CACHE_LIMIT) this.#categories.set(field, category)
    }
    return category
  }

  #decide(value: string, keep: boolean): Scrubbed {
    const spans = spansOf(value, this.#find(value, this.#replaceFrom))
    const replacements = spans.map((span) => ({ ...span, text: this.#label(span.category) }))
    const { text } = replaceSpans(value, replacements)
    if (!keep && looksIdentifying(text) && this.#words?.keeps(value) !== true) {
      return { value: this.#label('other_unique_identifier'), replaced: 1, left: false }
    }
    const left = spans.length > 0 && spansOf(text, this.#find(text, this.#withholdFrom)).length > 0
    return { value: text, replaced: spans.length, left }
  }

  #find(text: string, from: number) {
    const turns: DetectorTurn[] = [{ index: 0, role: 'other', text }]
    const found = findIdentifiers(turns)
    return (this.#words?.applyTo(turns, found) ?? found).filter(({ confidence }) => confidence >= from)
  }
}

const LETTER = /\p{L}/u

/** What stands in place of a field's value; a name without letters is a code. */
const replaced = (value: string, category: IdentifierCategory, replacer: Replacer): string =>
  replacer.replace(value, category === 'name' && !LETTER.test(value) ? 'other_unique_identifier' : category)

/** A capitalised word that is not the first and not a common one, or a number of six digits or more. */
function looksIdentifying(value: string): boolean {
  const text = value.replace(/\[[A-Z_]{4,40}(?:-[a-p]{10})?\]/g, '')
  if (LONG_NUMBER.test(text) && !DECIMAL.test(text)) return true
  const words = text.match(WORD) ?? []
  return words.some((word, i) => i > 0 && CAPITALISED.test(word) && !COMMON.has(word.toLowerCase()))
}

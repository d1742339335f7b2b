import { findIdentifiers, type DetectorTurn } from '@techdeck/analysis'
import type { Json, JsonObject } from '@techdeck/contracts'
import { categoryLabel, REDACTED } from './placeholders.ts'
import { replaceSpans, spansOf } from './spans.ts'

// Metadata and labels are not conversation: one cannot read them for cues. So besides what the detectors find, a field
// goes whole when its name says that it identifies, or when its value looks like a name or a number of somebody.

const WHO =
  'client|patient|therapist|counsell?or|participant|subject|caller|helper|seeker|user|author|contact|member|speaker'
const WHERE = 'address|street|city|town|zip|postal|postcode|ip|employer|school|location'
const HOW =
  'name|surname|e_?mail|mail|phone|tel|telephone|mobile|cell|fax|dob|birth|birthday|birthdate|ssn|mrn|record|account|licen[cs]e|device|handle'
const IDENTIFYING_FIELD = new RegExp(
  `(?:^|_)(?:${WHO}|${WHERE}|${HOW})(?:_(?:id|ids|name|no|nr|number|code|date|address))?$`,
)
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

/**
 * Cleans metadata and labels of one shard's conversations. Values repeat, so what was decided of a short one is kept.
 * Cleaning clean fields changes nothing.
 */
export class FieldScrubber {
  readonly #known = new Map<string, Scrubbed>()
  readonly #keep: ReadonlySet<string>
  readonly #label: (category: string) => string
  readonly #replaceFrom: number
  readonly #withholdFrom: number

  constructor(options: { keepFields: string[]; redactLabel: string; replaceFrom: number; withholdFrom: number }) {
    this.#keep = new Set(options.keepFields)
    this.#label = options.redactLabel === 'category' ? categoryLabel : () => REDACTED
    this.#replaceFrom = options.replaceFrom
    this.#withholdFrom = options.withholdFrom
  }

  /** Clean fields, how many values were replaced, and whether an identifier is left in one. */
  scrub(fields: JsonObject): { fields: JsonObject; replaced: number; left: boolean } {
    const tally = { replaced: 0, left: false }
    return { fields: this.#object(fields, tally), ...tally }
  }

  #object(fields: JsonObject, tally: { replaced: number; left: boolean }): JsonObject {
    const result: JsonObject = {}
    for (const name in fields) {
      const value = fields[name]
      const safeName = this.#string(name, '', tally)
      result[safeName] = this.#json(value, name, tally)
    }
    return result
  }

  #json(value: Json, field: string, tally: { replaced: number; left: boolean }): Json {
    if (value === null || typeof value === 'boolean') return value
    if (Array.isArray(value)) return value.map((item) => this.#json(item, field, tally))
    if (typeof value === 'object') return this.#object(value, tally)
    if (typeof value === 'string') return this.#string(value, field, tally)
    const long = Number.isInteger(value) && Math.abs(value) >= 1e6
    if (this.#keep.has(field) || !(long || identifies(field))) return value
    tally.replaced++
    return this.#label('other_unique_identifier')
  }

  #string(value: string, field: string, tally: { replaced: number; left: boolean }): string {
    if (value === '' || value === this.#label('other_unique_identifier')) return value
    if (field !== '' && !this.#keep.has(field) && identifies(field)) {
      tally.replaced++
      return this.#label('other_unique_identifier')
    }
    const keep = field === '' || this.#keep.has(field)
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

  #decide(value: string, keep: boolean): Scrubbed {
    const spans = spansOf(value, this.#find(value, this.#replaceFrom))
    const replacements = spans.map((span) => ({ ...span, text: this.#label(span.category) }))
    const { text } = replaceSpans(value, replacements)
    if (!keep && looksIdentifying(text)) {
      return { value: this.#label('other_unique_identifier'), replaced: 1, left: false }
    }
    const left = spans.length > 0 && spansOf(text, this.#find(text, this.#withholdFrom)).length > 0
    return { value: text, replaced: spans.length, left }
  }

  #find(text: string, from: number) {
    const turns: DetectorTurn[] = [{ index: 0, role: 'other', text }]
    return findIdentifiers(turns).filter(({ confidence }) => confidence >= from)
  }
}

/** `patientId`, `First Name`, `contact.email`: whether a field's name says that it holds an identifier. */
const identifies = (field: string): boolean =>
  IDENTIFYING_FIELD.test(
    field
      .slice(-60)
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .replace(/[\s.-]+/g, '_'),
  )

/** A capitalised word that is not the first and not a common one, or a number of six digits or more. */
function looksIdentifying(value: string): boolean {
  const text = value.replace(/\[[A-Z_]{4,40}(?:-[a-p]{10})?\]/g, '')
  if (LONG_NUMBER.test(text) && !DECIMAL.test(text)) return true
  const words = text.match(WORD) ?? []
  return words.some((word, i) => i > 0 && CAPITALISED.test(word) && !COMMON.has(word.toLowerCase()))
}

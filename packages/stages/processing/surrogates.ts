import { pick } from './placeholders.ts'

// Invented values. Names and places are made up and in no use that we know of, numbers and addresses come from ranges
// that are reserved for fiction; so nobody real is named, and a value found again is recognised as ours.

const NAMES =
  'Arlen Belvor Corwyth Dalmir Elvane Farrowlys Gelvin Harwyn Iselde Jorvane Kelvir Lorwen Maelis Norvane Orweltarn Pelwyn Quorin Relvane Selwyth Tarvin Ulvane Velwyn Wyllor Xandrel Yorvane Zelmir Aldwen Brenvar Calwyth Dorvane Emwyth Falmir'.split(
    ' ',
  )
const PLACES =
  'Velmoor Arnwicktal Dorrenfeld Kestrelmere Harvendale Ostrevale Milbrannen Quelford Tarnovale Wyndrell'.split(' ')
const TITLE = /^(?:dr|mr|mrs|ms|miss|mx|prof|professor|doctor|nurse|father|sister|rev)\.?$/i
const NUMBER = /\s?[\p{N}#+]+/gu
const WORD = /[\p{L}][\p{L}\p{M}'’.-]*/gu

const OURS = new Set([...NAMES, ...PLACES].map((name) => name.toLowerCase()))
const OUR_EMAIL = /^person[a-p]{6}@example\.com$/
const OUR_PHONE = /^555-01\d\d$/
const OUR_ADDRESS = /^192\.0\.2\.\d{1,3}$/
const OUR_URL = /^https:\/\/example\.com\/[a-p]{6}$/

/** Whether a value is one of our own surrogates (with or without a title). */
export function isSurrogate(value: string): boolean {
  const words = value.match(WORD) ?? []
  const named = words.length > 0 && words.every((word) => OURS.has(word.toLowerCase()) || TITLE.test(word))
  return (
    (named && words.some((word) => OURS.has(word.toLowerCase()))) ||
    OUR_EMAIL.test(value) ||
    OUR_PHONE.test(value) ||
    OUR_ADDRESS.test(value) ||
    OUR_URL.test(value)
  )
}

/** Gives each value of one conversation an invented one; equal words of names have equal surrogates, others different ones. */
export class Surrogates {
  readonly #pseudonym: (value: string) => string
  readonly #conversation: string
  readonly #given = new Map<string, string>()
  readonly #taken = new Set<string>()

  constructor(conversation: string, pseudonym: (value: string) => string) {
    this.#conversation = conversation
    this.#pseudonym = pseudonym
  }

  /** `null` for categories that have no surrogates. */
  of(value: string, category: string): string | null {
    switch (category) {
      case 'name':
        return value
          .replace(NUMBER, '')
          .replace(WORD, (word) => (TITLE.test(word) ? word : this.#choose(word, 'name', NAMES)))
      case 'location':
        return this.#choose(value, 'location', PLACES)
      case 'email':
        return `person${this.#letters(value)}@example.com`
      case 'phone':
      case 'fax':
        return `555-01${String(pick(this.#key(value), 100)).padStart(2, '0')}`
      case 'ip_address':
        return `192.0.2.${pick(this.#key(value), 254) + 1}`
      case 'url':
        return `https://example.com/${this.#letters(value)}`
      default:
        return null
    }
  }

  #choose(value: string, kind: string, list: readonly string[]): string {
    const key = `${kind}:${normal(value)}`
    const known = this.#given.get(key)
    if (known !== undefined) return known
    let at = pick(this.#key(value), list.length)
    for (let tries = 0; tries < list.length && this.#taken.has(list[at]); tries++) at = (at + 1) % list.length
    const chosen = list[at]
    this.#taken.add(chosen)
    this.#given.set(key, chosen)
    return chosen
  }

  #letters(value: string): string {
    const digits = this.#key(value).slice(0, 6)
    return Array.from(digits, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('')
  }

  #key(value: string): string {
    return this.#pseudonym(`surrogate:${this.#conversation}:${normal(value)}`)
  }
}

const normal = (value: string): string =>
  value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]s$/, '')

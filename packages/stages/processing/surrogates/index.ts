import { hash } from 'node:crypto'
import { zip3 } from '../zip-codes.ts'
import { coinName, coinStreet, coinTown, isCoinedTown } from './coin.ts'
import { nameBook, nameKey, type Known } from './name-book.ts'
import { movedPlace } from './permutation.ts'

// Numbers and addresses come from ranges that are reserved for fiction, so nobody real is named and such a value is
// recognised as ours. Names are common ones: a name that was overlooked then does not stand out among them.

const TITLE =
  /^(?:dr|mr|mrs|ms|miss|mx|sir|prof|professor|doctor|nurse|father|mother|sister|brother|rev|reverend|pastor|rabbi|imam|coach|aunt|auntie|uncle|grandma|grandpa|nana|judge|officer|sergeant|detective|captain|principal|jr|sr|ii|iii|iv|md|phd|psyd|lcsw|lmft|rn|and|of|the)\.?$/i
const PARTICLE = /^(?:de|del|della|der|den|di|da|dos|du|la|le|van|von|bin|ibn|al|el|ter|y)$/u
const NUMBER = /\s?[\p{N}#+]+/gu
const WORD = /[\p{L}][\p{L}\p{M}'’.]*/gu
const POSSESSIVE = /(?:['’][sS]|(?<=s)['’])$/u
const INITIAL = /^\p{Lu}\.?$/u
const INITIALS = /^\p{Lu}\.?\p{Lu}\.?(?:\p{Lu}\.?)?$/u
const KIND =
  /(?:\s+(?:Memorial|Regional|General|Children's|Community|Central|North|South|East|West|State|Public|Medical|Behavioral|Health|Mental|Family|Elementary|Middle|High|Primary|Secondary|Junior|Treatment|Recovery|Counseling|Care|Nursing|Baptist|Methodist|Lutheran|Catholic|Presbyterian))*\s+(?:Hospital|Clinic|Center|Centre|School|University|College|Academy|Institute|Church|Temple|Mosque|Synagogue|Parish|Library|Prison|Jail|Shelter|House|Home|Hall|Park|Inc|LLC|Ltd|Corp|Corporation|Company|Co|Group|Bank|Logistics|Motors|Foods|Stores?|Market|Restaurant|Cafe|Diner|Bakery|Pharmacy|Insurance|Partners|Associates|Services|Systems|Industries|Electric|Construction|Software|Technologies|Airlines|County|Township)\.?$/iu
const STREET_KIND =
  /\s+(street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|pl|terrace|circle|parkway|pkwy|highway|hwy|square|row|close|crescent)\b\.?/iu
const STATE =
  /^(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])$/u
const UNIT = /^(?:apt|apartment|unit|suite|ste|room|floor|#)\b/iu
const NUMBERED = new Set([
  'medical_record_number',
  'health_plan_number',
  'account_number',
  'license_number',
  'vehicle_identifier',
  'device_identifier',
  'other_unique_identifier',
])

const OUR_EMAIL = /^person[a-p]{6}@example\.com$/
const OUR_PHONE = /^555-01\d\d$/
const OUR_ADDRESS = /^192\.0\.2\.\d{1,3}$/
const OUR_URL = /^https:\/\/example\.com\/[a-p]{6}$/

/** Whether a value is one of our own surrogates of a kind that nobody else uses; those of names are not. */
export const isSurrogate = (value: string): boolean =>
  OUR_EMAIL.test(value) ||
  OUR_PHONE.test(value) ||
  OUR_ADDRESS.test(value) ||
  OUR_URL.test(value) ||
  isCoinedTown(value)

/**
 * Gives the values of one client invented ones. Equal names have equal surrogates in all of a client's conversations,
 * whatever order they come in, and other clients' differ:
 * - a name that is in our lists goes to another one of its class (gender, origin) by a keyed permutation, so two names
 *   never share a surrogate; short forms go with their full names (Bob and Robert, Dan and Daniel);
 * - any other is made up from a keyed hash; of two in one conversation that would be made up alike, the one with the
 *   lesser hash keeps it and the other one's is made up again. Then alone a client's other conversations may differ.
 */
export class Surrogates {
  readonly #pseudonym: (value: string) => string
  readonly #client: string
  readonly #given = new Map<string, string>()
  readonly #taken = new Set<string>()
  readonly #rounds = new Map<string, number>()
  /** First letters of the conversation's names → those of their surrogates. */
  readonly #initials = new Map<string, string>()

  constructor(client: string, pseudonym: (value: string) => string) {
    this.#client = client
    this.#pseudonym = pseudonym
  }

  /** Looks at all names of a conversation before one is replaced, so that their order does not matter. */
  meet(names: Iterable<string>): void {
    const words = new Set<string>()
    for (const name of names)
      for (const word of name.match(WORD) ?? []) if (isNameWord(word) && !INITIAL.test(word)) words.add(plain(word))
    const unknown = [...words].filter((word) => !nameBook().find(word))
    const hashed = unknown.map((word) => ({ word, hash: this.#key(`coin:${nameKey(word)}`) }))
    for (const { word } of hashed.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))) this.#word(word)
    for (const word of [...words].toSorted()) {
      const letter = nameKey(word)[0].toUpperCase()
      const initial = this.#word(word)[0].toUpperCase()
      const other = this.#initials.get(letter)
      if (other === undefined || initial < other) this.#initials.set(letter, initial)
    }
  }

  /** `null` for categories that have no surrogates. */
  of(value: string, category: string): string | null {
    switch (category) {
      case 'name':
        return KIND.test(value) ? this.#organisation(value) : this.#name(value)
      case 'location':
        return value
          .split(/(,\s*)/)
          .map((part) => this.#location(part))
          .join('')
      case 'email':
        return `person${this.#letters(value)}@example.com`
      case 'phone':
      case 'fax':
        return `555-01${String(this.#random(value)(100)).padStart(2, '0')}`
      case 'ip_address':
        return `192.0.2.${this.#random(value)(254) + 1}`
      case 'url':
        return `https://example.com/${this.#letters(value)}`
      case 'ssn':
        // No number begins with 000.
        return `000-${this.#shaped(value.replace(/\D/g, '').slice(-6).padStart(6, '0')).replace(/^(..)/, '$1-')}`
      default:
        return NUMBERED.has(category) && /\p{N}/u.test(value) ? this.#shaped(value) : null
    }
  }

  #name(value: string): string {
    return value.replace(NUMBER, '').replace(WORD, (word) => {
      if (!isNameWord(word)) return word
      if (INITIAL.test(word)) return this.#initial(word)
      if (INITIALS.test(word) && !nameBook().find(word))
        return word.replace(/\p{Lu}/gu, (letter) => this.#initial(letter))
      const suffix = POSSESSIVE.exec(word)?.[0] ?? ''
      const own = plain(word)
      const dot = own === word && word.endsWith('.') ? '.' : ''
      const name = caseLike(own, this.#word(own))
      return name + dot + possessiveOf(name, suffix)
    })
  }

  #initial(letter: string): string {
    const upper = nameKey(letter)[0].toUpperCase()
    const known = this.#initials.get(upper)
    const chosen = known ?? other(upper, this.#random(`initial:${upper}`))
    return letter.replace(/\p{Lu}/u, chosen)
  }

  /** The surrogate of one word of a name, capitalised. */
  #word(word: string): string {
    const key = nameKey(word)
    const given = this.#given.get(key)
    if (given !== undefined) return given
    const known = nameBook().find(word)
    const name = known ? this.#moved(known) : this.#coin(key)
    this.#given.set(key, name)
    return name
  }

  #moved({ label, place, short }: Known): string {
    const names = nameBook().class(label)
    const name = names[movedPlace(place, names.length, (round, half) => this.#round(`${label}:${round}:${half}`))]
    return short === undefined ? name : nameBook().shortOf(name, short)
  }

  #coin(key: string): string {
    for (let attempt = 0; ; attempt++) {
      const name = coinName(key, this.#random(attempt === 0 ? `coin:${key}` : `coin:${key}:${attempt}`))
      const isFree = name !== key && !this.#taken.has(name) && (attempt > 20 || !nameBook().find(name))
      if (!isFree && attempt < 200) continue
      this.#taken.add(name)
      return name[0].toUpperCase() + name.slice(1)
    }
  }

  #location(part: string): string {
    const text = part.trim()
    if (text === '' || text === ',') return part
    const zip = zip3(text)
    if (zip !== null) return zip
    const [state, code] = text.split(' ')
    if (STATE.test(state)) return code === undefined ? state : `${state} ${zip3(code) ?? ''}`.trim()
    if (UNIT.test(text)) return text.replace(/[\p{N}]+/gu, () => String(this.#random(text)(40) + 1))
    const street = STREET_KIND.exec(text)
    if (street && /^\d/.test(text)) {
      const random = this.#random(text.slice(0, street.index))
      const rest = text.slice(street.index + street[0].length).trim()
      return `${random(900) + 1} ${coinStreet(random)}${street[0]}${rest === '' ? '' : ` ${this.#location(rest)}`}`
    }
    if (KIND.test(text)) return this.#organisation(text)
    return caseLike(text, this.#town(text))
  }

  #organisation(value: string): string {
    const kind = KIND.exec(value)?.[0] ?? ''
    const name = value.slice(0, value.length - kind.length)
    return name === '' ? value : this.#town(name) + kind
  }

  #town(value: string): string {
    const key = `town:${nameKey(value).replace(/^the /, '')}`
    const given = this.#given.get(key)
    if (given !== undefined) return given
    for (let attempt = 0; ; attempt++) {
      const town = coinTown(this.#random(attempt === 0 ? key : `${key}:${attempt}`))
      if (this.#taken.has(town) && attempt < 200) continue
      this.#taken.add(town)
      this.#given.set(key, town)
      return town
    }
  }

  /** Other letters and digits in the same places. */
  #shaped(value: string): string {
    const random = this.#random(value)
    const shaped = value
      .replace(/\d/g, () => String(random(10)))
      .replace(/[A-Z]/g, () => String.fromCharCode(65 + random(26)))
      .replace(/[a-z]/g, () => String.fromCharCode(97 + random(26)))
    return shaped === value ? this.#shaped(`${value}0`).slice(0, value.length) : shaped
  }

  #letters(value: string): string {
    return Array.from(this.#key(value).slice(0, 6), (digit) =>
      String.fromCharCode(97 + Number.parseInt(digit, 16)),
    ).join('')
  }

  /** Numbers below what is asked, one after the other, that depend on client and value alone. */
  #random(value: string): (below: number) => number {
    let digits = this.#key(value)
    let at = 0
    return (below) => {
      if (at + 8 > digits.length) {
        digits = hash('sha256', digits)
        at = 0
      }
      const number = Number.parseInt(digits.slice(at, (at += 8)), 16)
      return number % below
    }
  }

  #round(value: string): number {
    let number = this.#rounds.get(value)
    if (number === undefined) this.#rounds.set(value, (number = Number.parseInt(this.#key(value).slice(0, 12), 16)))
    return number
  }

  #key(value: string): string {
    return this.#pseudonym(`surrogate:${this.#client}:${value.normalize('NFKC').toLowerCase()}`)
  }
}

const isNameWord = (word: string): boolean => !TITLE.test(word) && !PARTICLE.test(word)

/** A word of a name without what marks a possessive or an end. */
const plain = (word: string): string => word.replace(POSSESSIVE, '').replace(/(?<=.)[.'’]+$/u, '')

const possessiveOf = (name: string, suffix: string): string =>
  suffix === '' ? '' : suffix.length === 1 && !/s$/iu.test(name) ? `${suffix}s` : suffix

function caseLike(like: string, given: string): string {
  // Who writes no accents writes none.
  const name = /^[\0-\x7f]*$/u.test(like) ? given.normalize('NFD').replace(/\p{M}/gu, '') : given
  if (like === like.toLowerCase()) return name.toLowerCase()
  return like.length > 1 && like === like.toUpperCase() ? name.toUpperCase() : name
}

/** A letter other than this one. */
const other = (letter: string, random: (below: number) => number): string => {
  const at = letter.charCodeAt(0) - 65
  return at >= 0 && at < 26 ? String.fromCharCode(65 + ((at + 1 + random(25)) % 26)) : 'A'
}

import type { IdentifierCategory } from '../truth.ts'
import type { Prng } from './prng.ts'
import * as pool from './pools.ts'

/** What a slot was filled with; with a category where the value would identify somebody. */
export interface Filling {
  text: string
  category?: IdentifierCategory
  kind?: string
}

type Draw = (prng: Prng) => Filling

/** Slots without a category: they only make phrasings differ. */
const PLAIN: { [slot: string]: readonly string[] } = pool.PLAIN

const identifier = (category: IdentifierCategory, kind: string, draw: (prng: Prng) => string): Draw => {
  return (prng) => ({ text: draw(prng), category, kind })
}
const digits = (prng: Prng, count: number): string => Array.from({ length: count }, () => prng.below(10)).join('')
const from = (items: readonly string[]) => (prng: Prng) => prng.pick(items)

/** Slots that identify. All values are reserved for fiction or made up: 555-01xx, example.org, 9xx-SSNs, 192.0.2.0/24 … */
const IDENTIFYING: { [slot: string]: Draw } = {
  surname: identifier('name', 'person', from(pool.SURNAMES)),
  doctor: identifier('name', 'person', (prng) => `Dr. ${prng.pick(pool.SURNAMES)}`),
  employer: identifier('name', 'employer', from(pool.EMPLOYERS)),
  school: identifier('name', 'school', from(pool.SCHOOLS)),
  hospital: identifier('name', 'hospital', from(pool.HOSPITALS)),
  city: identifier('location', 'city', from(pool.CITIES)),
  street: identifier('location', 'street', (prng) => `${2 + prng.below(180)} ${prng.pick(pool.STREETS)}`),
  postcode: identifier('location', 'postcode', from(pool.POSTCODES)),
  month: identifier('date', 'month', from(pool.MONTHS)),
  date: identifier('date', 'date', (prng) => spokenDate(prng)),
  dob: identifier('date', 'date_of_birth', (prng) => numericDate(prng)),
  age90: identifier('date', 'age_over_89', from(['ninety-one', '92', 'ninety-three', '94', '96', 'ninety-seven'])),
  phone: identifier('phone', 'phone', (prng) => phone(prng)),
  fax: identifier('fax', 'fax', (prng) => phone(prng)),
  email: identifier('email', 'email', (prng) => email(prng)),
  ssn: identifier('ssn', 'ssn', (prng) => `9${digits(prng, 2)}-${50 + prng.below(15)}-${digits(prng, 4)}`),
  mrn: identifier('medical_record_number', 'mrn', (prng) => `${prng.pick(['', 'H-', 'M'])}${digits(prng, 7)}`),
  plan: identifier(
    'health_plan_number',
    'member_id',
    (prng) => `${prng.pick(['HPN', 'XQH', 'ZGP'])}-${digits(prng, 8)}`,
  ),
  account: identifier('account_number', 'bank_account', (prng) => `00${digits(prng, 8)}`),
  license: identifier('license_number', 'driving_licence', (prng) => `${prng.pick(['D', 'K', 'S'])}${digits(prng, 8)}`),
  plate: identifier(
    'vehicle_identifier',
    'plate',
    (prng) => `${prng.pick(['QQ', 'ZZ', 'XQ'])}${digits(prng, 2)} ${prng.pick(['ZXQ', 'QQZ', 'XXV'])}`,
  ),
  serial: identifier('device_identifier', 'serial_number', (prng) => `SN-${digits(prng, 4)}-${digits(prng, 5)}`),
  url: identifier(
    'url',
    'personal_page',
    (prng) =>
      `https://${prng.pick(pool.HANDLES)}.example.${prng.pick(['com', 'org', 'net'])}/${prng.pick(['about', 'blog', 'me'])}`,
  ),
  ip: identifier(
    'ip_address',
    'ip',
    (prng) => `${prng.pick(['192.0.2', '198.51.100', '203.0.113'])}.${1 + prng.below(250)}`,
  ),
  biometric: identifier('biometric', 'fingerprint', (prng) => `FP-${digits(prng, 6)}`),
  photo: identifier('photo', 'photo_file', (prng) => `IMG_${digits(prng, 4)}.jpg`),
  handle: identifier('other_unique_identifier', 'user_name', (prng) => `@${prng.pick(pool.HANDLES)}${digits(prng, 2)}`),
  caseno: identifier('other_unique_identifier', 'case_number', (prng) => `REF-${digits(prng, 6)}`),
}

function spokenDate(prng: Prng): string {
  const [day, month] = [1 + prng.below(28), prng.pick(pool.MONTHS)]
  return prng.pick([
    `${month} ${day}`,
    `${day} ${month}`,
    `the ${ordinal(day)} of ${month}`,
    `${month} ${ordinal(day)}`,
  ])
}

function numericDate(prng: Prng): string {
  const [day, month, year] = [1 + prng.below(28), prng.below(12), 1941 + prng.below(65)]
  return prng.pick([
    `${two(month + 1)}/${two(day)}/${year}`,
    `${year}-${two(month + 1)}-${two(day)}`,
    `${day} ${pool.MONTHS[month]} ${year}`,
    `${pool.MONTHS[month]} ${day}, ${year}`,
  ])
}

const two = (n: number): string => String(n).padStart(2, '0')

const ordinal = (n: number): string => {
  if (n % 100 >= 11 && n % 100 <= 13) return `${n}th`
  return `${n}${['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'}`
}

function phone(prng: Prng): string {
  const area = prng.pick(['206', '312', '415', '503', '617', '718'])
  const last = `01${digits(prng, 2)}`
  return prng.pick([
    `${area}-555-${last}`,
    `(${area}) 555-${last}`,
    `+1 ${area} 555 ${last}`,
    `020 7946 0${digits(prng, 3)}`,
    `07700 900${digits(prng, 3)}`,
  ])
}

function email(prng: Prng): string {
  const user = prng.pick([
    prng.pick(pool.HANDLES),
    `${prng.pick(pool.HANDLES)}${digits(prng, 2)}`,
    `${prng.pick('abcdejklmnrst'.split(''))}.${plainLetters(prng.pick(pool.SURNAMES))}`,
  ])
  return `${user}@${prng.pick(['example.org', 'example.com', 'mail.example.net', 'example.net'])}`
}

const plainLetters = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()

const NAMES = ['client', 'helper', 'm1', 'm2', 'f1', 'f2']

/**
 * Fills slots for one variant of a skeleton: the same slot has the same value within a conversation,
 * and names do not repeat between persons. Plain slots walk through a shuffled pool, so variants differ.
 */
export class Slots {
  private readonly filled = new Map<string, Filling>()

  constructor(prng: Prng, pools: Prng, variant: number, client: 'm' | 'f' | 'any') {
    const [men, women] = [prng.shuffle(pool.MALE), prng.shuffle(pool.FEMALE)]
    const isMan = client === 'm' || (client === 'any' && prng.chance(0.5))
    const names = [isMan ? men[0] : women[0], prng.chance(0.5) ? men[1] : women[1], men[2], men[3], women[2], women[3]]
    for (const [i, slot] of NAMES.entries()) this.filled.set(slot, { text: names[i], category: 'name', kind: 'person' })
    for (const [slot, values] of Object.entries(PLAIN)) {
      const shuffled = pools.shuffle(values)
      this.filled.set(slot, { text: shuffled[variant % shuffled.length] })
    }
    for (const [slot, draw] of Object.entries(IDENTIFYING)) this.filled.set(slot, draw(prng))
  }

  /** @throws Error for a slot that does not exist. */
  get(slot: string): Filling {
    const filling = this.filled.get(slot)
    if (!filling) throw new Error(`There is no slot {${slot}}`)
    return filling
  }
}

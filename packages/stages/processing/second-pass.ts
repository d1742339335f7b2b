import type { Conversation, Json, JsonObject, Turn } from '@techdeck/contracts'
import { toUnits } from '../offsets.ts'
import { identifiedBy } from './field-names.ts'

// A second look at what came out, by other means than the detectors': it knows what was taken out and asks whether that
// is still there, whether what identifying fields hold is said in the text, and whether anything has the form of a
// number or an address. It reads no lists of names and no cues, so it does not share the detectors' blind spots.

export const SECOND_PASS_CHECKS = ['value_again', 'field_value', 'form_left'] as const
export type SecondPassCheck = (typeof SECOND_PASS_CHECKS)[number]

/** How sure each check is that what it found identifies somebody. */
const CONFIDENCE: { readonly [check in SecondPassCheck]: number } = {
  value_again: 0.9,
  field_value: 0.85,
  form_left: 0.8,
}

export interface SecondPassInput {
  /** As it was. */
  before: Conversation
  /** As it is now. */
  turns: Turn[]
  /** Places of our own replacements by turn, in code points. */
  own: Map<number, { start: number; end: number }[]>
  /** What was taken out. */
  values: ReadonlySet<string>
  /** Whether something of the site is to be kept. */
  keeps?: (text: string) => boolean
}

/** The first check that fails and is at least `from` sure, or `null`. */
export function secondPass(
  { before, turns, own, values, keeps }: SecondPassInput,
  from: number,
): SecondPassCheck | null {
  const checks = SECOND_PASS_CHECKS.filter((check) => CONFIDENCE[check] >= from)
  if (checks.length === 0) return null
  const isTold = keeps ?? (() => false)
  const wanted: [SecondPassCheck, string[]][] = [
    ['value_again', [...values].filter((value) => isTelling(value) && !isTold(value))],
    ['field_value', valuesOf(before.metadata).filter((value) => isTelling(value) && !isTold(value))],
  ]
  const rests = turns.map(({ index, text }) => without(text, own.get(index) ?? []))
  // A cheap look at all turns at once, since most values and signs are in none. Numbers end with their turn.
  const whole = rests.join('\n')
  let numbers: Set<string> | undefined
  const mayStand = (value: string): boolean =>
    isNumber(value) ? (numbers ??= new Set(rests.flatMap(numbersIn))).has(digitsOf(value)) : whole.includes(value)
  for (const list of wanted) list[1] = list[1].filter(mayStand)
  const hasSigns = checks.includes('form_left') && SIGN.test(whole)
  if (!hasSigns && wanted.every(([, list]) => list.length === 0)) return null
  for (const rest of rests) {
    for (const [check, list] of wanted)
      if (checks.includes(check) && list.some((value) => holds(rest, value))) return check
    if (hasSigns && SIGN.test(rest) && FORMS.some((form) => hasForm(rest, form))) return 'form_left'
  }
  return null
}

/** A name with capitals, an address or a number of five digits at least: words that mean something else are none. */
const isTelling = (value: string): boolean =>
  (value.length >= 4 &&
    /^\p{Lu}[\p{Ll}'’-]+(?: \p{Lu}[\p{Ll}'’.-]*)*$/u.test(value) &&
    !COMMON.has(value.toLowerCase())) ||
  /\S@\S/.test(value) ||
  digitsOf(value).length >= 5

/** Names and parts of dates that are words as well, so that finding them says nothing. */
const COMMON = new Set(
  'january february march july september october november december monday tuesday wednesday thursday friday saturday sunday christmas easter thanksgiving halloween hanukkah passover ramadan diwali spring summer april august autumn angel art bill bishop brook chance chase christian clay constance cook dale dawn destiny doctor drew faith frank gene grace grant guy harmony heath hope hunter iris ivy jack jasmine jay joy june king lane long mark mason may melody mercy miles mother nick norm olive page patience pearl penny price prince rich robin rose ruby rusty sage sandy serenity sky sonny stone sunny trinity violet wade ward west will winter young'.split(
    ' ',
  ),
)

const isNumber = (value: string): boolean => digitsOf(value).length >= 5 && /^[\d\s().+/-]+$/.test(value)

function holds(text: string, value: string): boolean {
  if (isNumber(value)) return numbersIn(text).includes(digitsOf(value))
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const isWhole = !LETTER.test(text[at - 1] ?? ' ') && !LETTER.test(text[at + value.length] ?? ' ')
    // A capital at the beginning of a sentence is no sign of a name.
    if (isWhole && (value.includes(' ') || !/^\p{Lu}/u.test(value) || !/(?:^|[.!?…"“]\s*)$/u.test(text.slice(0, at))))
      return true
  }
  return false
}

const LETTER = /[\p{L}\p{N}]/u
const NUMBER = /\d(?<![\d,]\d)[\d().\s/-]{3,30}\d(?![\d,])/gu
const digitsOf = (text: string): string => text.replace(/\D/g, '')
const numbersIn = (text: string): string[] => (text.match(NUMBER) ?? []).map(digitsOf)

const FORMS: readonly RegExp[] = [
  /[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/giu,
  /\b(?:https?:\/\/|www\.)\S{3,200}/giu,
  /(?<![\d,.-])\d{3}-\d{2}-\d{4}(?![\d-])/gu,
  /(?<![\d,.])\+?(?:1[-. ]?)?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)/gu,
  /(?<![\d,.])\d{9,19}(?![\d,.])/gu,
]
/** What each of them has at least. */
const SIGN = /@|\d{3}|www\.|http/iu
/** Addresses and numbers that are for the public, or ours. */
const PUBLIC =
  /^(?:\+?1[-. ]?)?\(?8(?:00|33|44|55|66|77|88)\)?[-. ]|example\.(?:com|org|net)\b|\b(?:samhsa|nami|988lifeline|crisistextline|suicidepreventionlifeline|afsp|who|nhs|cdc|nih)\b/iu

const hasForm = (text: string, form: RegExp): boolean => (text.match(form) ?? []).some((found) => !PUBLIC.test(found))

/** A text with blanks in place of what we put there ourselves. */
function without(text: string, own: readonly { start: number; end: number }[]): string {
  if (own.length === 0) return text
  const unit = toUnits(text)
  let rest = ''
  let at = 0
  for (const { start, end } of own) {
    rest += text.slice(at, unit(start)) + ' '.repeat(end - start)
    at = unit(end)
  }
  return rest + text.slice(at)
}

/** Values of fields whose names say that they identify. */
function valuesOf(fields: JsonObject): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return valuesOf(value)
    return identifiedBy(name) === null ? [] : [value].flat().flatMap(textOf)
  })
}

const textOf = (value: Json): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : []

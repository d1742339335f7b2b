import type { Json, JsonObject } from '@techdeck/contracts'
import { normalName } from '../columns/index.ts'
import type { RawTurn } from '../types.ts'
import { isObject } from './path.ts'

const BEGIN = /^(?:start|begin|from|onset|ts)(?:_|$)/
const END = /^(?:end|stop|to|finish|offset|duration)(?:_|$)/
/** Elements that are looked at. */
const SEEN = 60
/** So many elements at least, nearly all of them single words, are words rather than what somebody says at a time. */
const MANY_WORDS = 10

/** Whether elements say when they begin and end, as those of a recording do. */
export function areSpans(list: readonly Json[]): boolean {
  const first = list.slice(0, SEEN).filter(isObject)
  return first.length > 1 && first.filter(isSpan).length >= first.length * 0.6
}

function isSpan(element: JsonObject): boolean {
  const names = Object.keys(element)
  if (
    names.some((name) => isMoment(element[name], name, BEGIN)) &&
    names.some((name) => isMoment(element[name], name, END))
  )
    return true
  return names.some((name) => {
    const inner = element[name]
    return isObject(inner) && Object.keys(inner).length <= 4 && isSpan(inner)
  })
}

const isMoment = (value: Json | undefined, name: string, known: RegExp): boolean =>
  (typeof value === 'number' || (typeof value === 'string' && /\d/.test(value))) && known.test(normalName(name))

/** Whether turns are single words of a recording, each with who says it. */
export const areWords = (turns: readonly RawTurn[], list: readonly Json[]): boolean =>
  turns.length >= MANY_WORDS &&
  turns.filter(({ text }) => !/\s/.test(text.trim())).length >= turns.length * 0.9 &&
  turns.some(({ speaker }) => speaker !== undefined) &&
  areSpans(list)

/** Words that one says after the other as a turn, at the time of the first; signs belong to the word before. */
export function joinWords(words: readonly RawTurn[]): RawTurn[] {
  const turns: RawTurn[] = []
  for (const { speaker, text: given, time } of words) {
    const text = given.trim()
    const last = turns.at(-1)
    const isSign = /^[\p{P}\p{S}]+$/u.test(text) && !/^[\p{Ps}\p{Pi}"'¿¡&-]/u.test(text)
    if (last && (isSign || speaker === undefined || speaker === last.speaker)) last.text += isSign ? text : ` ${text}`
    else turns.push({ ...(speaker !== undefined && { speaker }), text, ...(time !== undefined && { time }) })
  }
  return turns
}

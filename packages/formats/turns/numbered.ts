import type { Json, JsonObject } from '@techdeck/contracts'
import { numberedTurn } from '../columns/index.ts'
import { isObject } from './path.ts'

const NUMBER = /^(?:turn|utterance|message|line|exchange|segment)?[\s_-]*\d{1,6}$/i
/** Ids that Firebase gives to what is pushed, and universal ones; the former sort by when they were made. */
const MADE = /^(?:-[\w-]{2,40}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i
/** Fields that are looked into, level by level. */
const DEEPEST = 3

/** Whether an object is a list whose elements are named by their numbers, `{"1": {…}, "2": {…}}`, or by made ids. */
export function isNumbered(value: JsonObject): boolean {
  let count = 0
  for (const name in value) {
    const one = value[name]
    if (!(NUMBER.test(name) || (MADE.test(name) && isObject(one))) || (typeof one !== 'string' && !isObject(one)))
      return false
    count++
  }
  return count > 1
}

/** Whether the fields of an object are called by ids that a program made. */
export const hasMadeNames = (value: JsonObject): boolean => Object.keys(value).every((name) => MADE.test(name))

/**
 * An object whose fields are lists where they are named by numbers, and that has a list of its turns where fields are
 * called after these, such as `turn_1_client`. The object itself stays one.
 */
export const withLists = (object: JsonObject): JsonObject => withInnerLists(withTurns(object), DEEPEST)

function withTurns(object: JsonObject): JsonObject {
  let count = 0
  for (const name in object) if (/\d/.test(name)) count++
  if (count < 3) return object
  const turns: { number: number; side: string; name: string; text: string }[] = []
  for (const name in object) {
    const turn = numberedTurn(name)
    const text = object[name]
    if (turn?.side && typeof text === 'string') turns.push({ number: turn.number, side: turn.side, name, text })
  }
  if (turns.length < 3 || new Set(turns.map(({ side }) => side)).size > 2 || 'turns' in object) return object
  const rest = { ...object }
  for (const { name } of turns) delete rest[name]
  const said = turns.toSorted((a, b) => a.number - b.number).filter(({ text }) => text.trim() !== '')
  return { ...rest, turns: said.map(({ side, text }) => ({ speaker: side, text })) }
}

function withInnerLists(object: JsonObject, depth: number): JsonObject {
  let changed: JsonObject | null = null
  for (const name in object) {
    const value = object[name]
    if (!isObject(value)) continue
    const made =
      isNumbered(value) && !(hasMadeNames(value) && areWhole(value))
        ? listOf(value)
        : depth > 0
          ? withInnerLists(value, depth - 1)
          : value
    if (made !== value) (changed ??= { ...object })[name] = made
  }
  return changed ?? object
}

/** The elements in the order of their numbers; those with ids in their own. */
export const listOf = (numbered: JsonObject): Json[] =>
  hasMadeNames(numbered) ? Object.values(numbered) : byNumber(numbered)

const byNumber = (numbered: JsonObject): Json[] =>
  Object.entries(numbered)
    .map(([name, value]) => [Number(/(?<!\d)\d+$/.exec(name)?.[0] ?? 0), value] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, value]) => value)

/** Objects that hold others each, so that they are no turns. */
const areWhole = (made: JsonObject): boolean =>
  Object.values(made).every(
    (one) => isObject(one) && Object.values(one).some((inner) => isObject(inner) && isNumbered(inner)),
  )

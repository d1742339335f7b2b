import type { JsonObject } from '@techdeck/contracts'
import { isNumbered, isObject, listOf, withLists } from '../turns/index.ts'

/** The conversation that a field is, with the field's name as its id; `null` when it is none. */
export function toMember(field: JsonObject): JsonObject | null {
  const [name, value] = Object.entries(field)[0] ?? ['', null]
  if (Array.isArray(value)) return { id: name, turns: value }
  if (!isObject(value)) return null
  return isNumbered(value) ? { id: name, turns: listOf(value) } : { id: name, ...withLists(value) }
}

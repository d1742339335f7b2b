import type { JsonObject } from '@techdeck/contracts'
import { isObject } from '../turns/index.ts'

/** The conversation that a field is, with the field's name as its id; `null` when it is none. */
export function toMember(field: JsonObject): JsonObject | null {
  const [name, value] = Object.entries(field)[0] ?? ['', null]
  if (Array.isArray(value)) return { id: name, turns: value }
  return isObject(value) ? { id: name, ...value } : null
}

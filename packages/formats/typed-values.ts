import type { Json, JsonObject } from '@techdeck/contracts'
import { isObject } from './turns/index.ts'

/** Levels that are looked into. */
const DEEPEST = 64
const number = (value: Json): Json | undefined =>
  (typeof value === 'string' && value !== '' && Number.isFinite(Number(value))) || typeof value === 'number'
    ? Number.isSafeInteger(Number(value)) || String(value).includes('.')
      ? Number(value)
      : value
    : undefined
const same = (value: Json): Json => value
const list = (value: Json | undefined): Json | undefined => (Array.isArray(value) ? value.map(valueOf) : undefined)
const fields = (value: Json | undefined): Json | undefined =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, valueOf(one)])) : undefined

/** How DynamoDB and Firestore say of a value what it is: `{"S": "…"}`, `{"stringValue": "…"}`. */
const TYPES: { readonly [type: string]: (value: Json) => Json | undefined } = {
  S: (value) => (typeof value === 'string' ? value : undefined),
  N: number,
  BOOL: same,
  NULL: () => null,
  M: fields,
  L: list,
  SS: same,
  NS: same,
  stringValue: (value) => (typeof value === 'string' ? value : undefined),
  integerValue: number,
  doubleValue: number,
  booleanValue: same,
  nullValue: () => null,
  timestampValue: same,
  referenceValue: same,
  mapValue: (value) => fields(isObject(value) ? (value['fields'] ?? {}) : undefined),
  arrayValue: (value) => list(isObject(value) ? (value['values'] ?? []) : undefined),
}

/** A value without its type; `undefined` where it says none. */
function typed(value: Json): Json | undefined {
  if (!isObject(value)) return undefined
  const [name, ...more] = Object.keys(value)
  const read = name === undefined || more.length > 0 || !Object.hasOwn(TYPES, name) ? undefined : TYPES[name]
  return read?.(value[name])
}

const valueOf = (value: Json): Json => {
  const known = typed(value)
  return known === undefined ? value : known
}

/** Objects of which each field says its type, with the values alone; all else stays as it is. */
export function withoutTypes(value: Json, depth = 0): Json {
  if (depth > DEEPEST) return value
  if (Array.isArray(value)) return value.map((one) => withoutTypes(one, depth + 1))
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  // One field may be called so by chance, after who speaks.
  const isRecord = entries.length > 1 && entries.every(([, one]) => typed(one) !== undefined)
  const made: JsonObject = {}
  for (const [name, one] of entries) made[name] = isRecord ? valueOf(one) : withoutTypes(one, depth + 1)
  return made
}

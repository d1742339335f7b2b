import type { Json, JsonObject } from '@techdeck/contracts'

/** A way into a value: names of fields, the place of one element of a list, and `[]` where it goes on in each element. */
export type Path = readonly string[]
export const EACH = '[]'

/** `data.messages[].content` → data, messages, [], content. The elements of a row that is itself a list: `[].content`. */
export const parsePath = (text: string): Path =>
  text
    .replaceAll(EACH, `.${EACH}.`)
    .split('.')
    .filter((step) => step !== '')

export const formatPath = (path: Path): string =>
  path.reduce((text, step) => (step === EACH || text === '' ? text + step : `${text}.${step}`), '')

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands at a way that names one thing; `undefined` when nothing does. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  if (path.length === 1) return isObject(value) ? value[path[0]] : undefined
  let at = value
  for (const step of path) {
    if (isObject(at)) at = at[step]
    else if (Array.isArray(at) && /^\d{1,4}$/.test(step)) at = at[Number(step)]
    else return undefined
  }
  return at
}

/** All that stands at a way, the elements of each list on it one after the other. */
export function valuesAt(value: Json | undefined, path: Path): Json[] {
  let all: Json[] = value === undefined ? [] : [value]
  for (const step of path)
    all =
      step === EACH
        ? all.flatMap((at) => (Array.isArray(at) ? at : []))
        : all.flatMap((at) => (isObject(at) && at[step] !== undefined ? [at[step]] : []))
  return all
}

/** A way cut behind its last list: to the elements, and on from each of them. `null` when it goes through no list. */
export function splitAtList(path: Path): { list: Path; rest: Path } | null {
  const last = path.lastIndexOf(EACH)
  return last === -1 ? null : { list: path.slice(0, last + 1), rest: path.slice(last + 1) }
}

/** Levels of a value, and objects in it, that are looked at. */
const DEEPEST = 4
const MOST_OBJECTS = 200

/**
 * Ways to all objects inside of a value that lie in no list, the value first, level by level; `inLists` for those that
 * are alone in their list, too.
 */
export function* objectsIn(
  value: JsonObject,
  { inLists = false }: { inLists?: boolean } = {},
): Generator<{ path: Path; object: JsonObject }> {
  let level: { path: Path; object: JsonObject }[] = [{ path: [], object: value }]
  for (let at = 0, seen = 0; at < DEEPEST && level.length > 0; at++) {
    const next: typeof level = []
    for (const found of level) {
      if (++seen > MOST_OBJECTS) return
      yield found
      for (const name in found.object) {
        const inner = found.object[name]
        if (isObject(inner)) next.push({ path: [...found.path, name], object: inner })
        else if (inLists && Array.isArray(inner) && inner.length === 1 && isObject(inner[0]))
          next.push({ path: [...found.path, name, '0'], object: inner[0] })
      }
    }
    level = next
  }
}

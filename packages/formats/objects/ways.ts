import type { Json, JsonObject } from '@techdeck/contracts'
import { EACH, formatPath, isObject, type Path } from '../turns/index.ts'

const MOST_WAYS = 200
const MOST_CHARS = 200
const DEPTH = 5
/** Elements of a list that are looked at. */
const ELEMENTS = 5
/** Objects that are looked at. */
const OBJECTS = 50

/** Ways to all values of a sample's objects, as a mapping names them, in their order; at most 200. */
export function waysIn(objects: readonly JsonObject[]): string[] {
  const ways = new Set<string>()
  for (const object of objects.slice(0, OBJECTS)) collect(object, [], ways)
  return [...ways]
}

function collect(value: Json | undefined, path: Path, ways: Set<string>): void {
  if (ways.size >= MOST_WAYS || path.length > DEPTH) return
  if (isObject(value)) for (const name in value) collect(value[name], [...path, name], ways)
  else if (Array.isArray(value) && value.length > 0)
    for (const element of value.slice(0, ELEMENTS)) collect(element, [...path, EACH], ways)
  else {
    const way = formatPath(path)
    if (way !== '' && way.length <= MOST_CHARS) ways.add(way)
  }
}

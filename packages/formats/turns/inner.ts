import type { JsonObject } from '@techdeck/contracts'
import { isObject, type Path, valueAt } from './path.ts'

/**
 * Ways to the objects within these fields, nearest first, with the names of what they hold: objects, objects within them,
 * and the best where speech recognition lists several guesses at the same words.
 */
export function innerObjects(turns: readonly JsonObject[], names: readonly string[]): [Path, string[]][] {
  const own = names.flatMap(
    (name) => fieldsAt(turns, [name]) ?? (GUESSES.test(name) ? fieldsAt(turns, [name, '0']) : null) ?? [],
  )
  const further = own.flatMap(([path, inner]) => inner.flatMap((name) => fieldsAt(turns, [...path, name]) ?? []))
  return [...own, ...further]
}

const GUESSES = /^(?:n_?best|alternatives|hypotheses)$/i

function fieldsAt(turns: readonly JsonObject[], path: Path): [[Path, string[]]] | null {
  const objects = turns.map((turn) => valueAt(turn, path)).filter(isObject)
  return objects.length > 0 ? [[path, [...new Set(objects.flatMap((inner) => Object.keys(inner)))]]] : null
}

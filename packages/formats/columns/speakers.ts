import { isKnownRole } from '../roles/index.ts'
import { looksLikeName } from '../transcript/lines.ts'
import { byConvention, CONVENTIONS, isLabelName, normalName } from './names.ts'
import type { Column } from './profile.ts'

/** By name, unless its cells name nobody we know and another column's do: names of people beside their roles. */
export function speakerColumn(columns: readonly Column[], named: string | undefined): string | undefined {
  const column = columns.find(({ name }) => name === named)
  if (column && [...column.distinct.keys()].some(isKnownRole)) return named
  return bySpeakerValues(columns) ?? named ?? byTurnTaking(columns)
}

/** Few short values that are names of roles. */
function bySpeakerValues(columns: readonly Column[]): string | undefined {
  return columns.find(({ name, distinct, filled, repeats }) => {
    if (filled < 2 || distinct.size > 8 || isIdentifier(name)) return false
    const known = [...distinct].filter(([value]) => isKnownRole(value)).reduce((sum, [, count]) => sum + count, 0)
    return known >= filled * 0.8 || (known > 0 && distinct.size === 2 && areTurns(filled, repeats))
  })?.name
}

/**
 * Whatever it is called: the only column of two or three short names, none of them a number, that change from row to row
 * as those of people do who talk with each other, beside prose.
 */
function byTurnTaking(columns: readonly Column[]): string | undefined {
  const found = columns.filter(
    ({ name, distinct, filled, repeats, numeric, length }) =>
      filled >= 6 &&
      distinct.size >= 2 &&
      distinct.size <= 3 &&
      numeric === 0 &&
      length <= 40 &&
      areTurns(filled, repeats) &&
      !isLabelName(name) &&
      [...distinct.keys()].every((value) => /^\p{Lu}|^\p{Lo}/u.test(value) && looksLikeName(value)),
  )
  const isProse = columns.some(({ spaces, filled }) => spaces >= 3 && filled > 0)
  return isProse && found.length === 1 ? found[0]?.name : undefined
}

/** Values that seldom stay from row to row. */
const areTurns = (filled: number, repeats: number): boolean => filled >= 4 && repeats <= (filled - 1) * 0.3

/** `c1` and `P07` are names of conversations and people as well. */
const isIdentifier = (name: string): boolean =>
  byConvention([name], CONVENTIONS.speaker) === undefined &&
  (byConvention([name], CONVENTIONS.conversation) !== undefined || /(^|_)(id|no|nr|number|key)$/.test(normalName(name)))

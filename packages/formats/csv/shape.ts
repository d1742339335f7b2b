import type { Json, JsonObject } from '@techdeck/contracts'
import { type CellForm, formOf, parseCell } from '../cells/index.ts'
import { commonShape, type Shape, toSettings } from '../objects/index.ts'
import { numberedTurn, type TableReading } from '../columns/index.ts'
import type { Detection, Mapping } from '../types.ts'

/** How the rows of a table are objects: the shape of those, and columns whose cells hold a list or object as text. */
export type TableShape = Pick<Detection, 'settings' | 'mapping' | 'confidence'> & { shape: Shape }

/**
 * The shape of a table whose rows hold more than a turn, a text or a plain question with its answer: lists of messages,
 * dialogues in a cell, what stands beside a question. `null` where the columns by themselves tell all.
 */
export function tableShape(
  columns: readonly string[],
  rows: readonly (readonly Json[])[],
  { flat, given }: { flat: TableReading | null; given?: Mapping | undefined },
): TableShape | null {
  const said = columns.indexOf(flat?.mapping.text ?? '')
  const isTurn = flat?.kind === 'turns' && flat.mapping.speaker !== undefined && flat.confidence > 0.7
  if (isTurn && !holdsLists(rows.map((row) => row[said] ?? null))) return null
  const literals = columns.filter((_, at) => isLiteral(rows.map((row) => row[at] ?? null)))
  const wide = wideColumns(columns, rows)
  const toObject = objectMaker(columns, literals, wide)
  const objects = rows.map(toObject)
  const isNested = objects.some((object) => Object.values(object).some((value) => typeof value === 'object'))
  const plain = literals.length > 0 || wide.length > 0 ? rows.map(objectMaker(columns, [])) : objects
  const found = (isNested ? telling(objects, given) : null) ?? telling(plain, given)
  if (!found) return null
  const read = found.objects === objects ? literals : []
  const joined = found.objects === objects ? wide : []
  return {
    ...toSettings(found.shape),
    shape: found.shape,
    // Prose in names and lists does not come about by chance, and it would not stand in cells.
    confidence: Math.max(found.confidence, 0.95),
    settings: {
      ...toSettings(found.shape).settings,
      ...(read.length > 0 && { literals: read }),
      ...(joined.length > 0 && { wide: joined }),
    },
  }
}

/** Makes an object of a row: empty cells left out, and lists and objects read where they stand as text. */
export function objectMaker(
  columns: readonly string[],
  literals: readonly string[],
  wide: readonly string[] = [],
): (row: readonly Json[]) => JsonObject {
  const isRead = columns.map((name) => literals.includes(name))
  const turns = wide.map((name) => ({ at: columns.indexOf(name), speaker: numberedTurn(name)?.side ?? null }))
  const joined = new Set(wide)
  return (row) => {
    const object: JsonObject = {}
    const said = turns.filter(({ at }) => typeof row[at] === 'string' && row[at] !== '')
    if (said.length > 0)
      object['turns'] = said.map(({ at, speaker }) => (speaker === null ? row[at] : { speaker, text: row[at] }))
    for (const [at, name] of columns.entries()) {
      if (joined.has(name)) continue
      const cell = row[at]
      if (cell === undefined || cell === null || cell === '') continue
      object[name] = isRead[at] && typeof cell === 'string' ? (parseCell(cell) ?? cell) : cell
    }
    return object
  }
}

/**
 * Columns that are the turns of a conversation, one beside the other: `therapist_1`, `client_1`, `therapist_2` …,
 * `turn_1_client`, `turn_2_therapist` … or `turn1`, `turn2` …; in the order in which they were said. None where there are fewer than three.
 */
function wideColumns(columns: readonly string[], rows: readonly (readonly Json[])[]): string[] {
  const found = columns.flatMap((name, index) => {
    const turn = numberedTurn(name)
    return turn && isProse(rows.map((row) => row[index] ?? null)) ? [{ ...turn, name, index }] : []
  })
  const sides = new Set(found.map(({ side }) => side))
  if (found.length < 3 || sides.size > 2) return []
  return found.toSorted((a, b) => a.number - b.number || a.index - b.index).map(({ name }) => name)
}

function isProse(cells: readonly Json[]): boolean {
  const filled = cells.filter((cell) => cell !== null && cell !== '')
  return filled.length === 0
    ? cells.length > 0
    : filled.filter((cell) => typeof cell === 'string' && cell.includes(' ')).length >= filled.length * 0.6
}

/** How the rows of a column repeat what stood before and add to it, where they do. */
export function windowsIn(cells: readonly string[]): Extract<CellForm, { kind: 'windows' }> | null {
  const form = formOf(cells)
  return form?.kind === 'windows' ? form : null
}

function telling(
  objects: JsonObject[],
  given?: Mapping,
): { shape: Shape; confidence: number; objects: JsonObject[] } | null {
  const common = commonShape(objects, given)
  return common && tellsMore(common.shape) ? { ...common, objects } : null
}

const tellsMore = (shape: Shape): boolean =>
  shape.kind === 'list' ||
  shape.kind === 'known' ||
  (shape.kind === 'turns' &&
    shape.mapping.text?.includes('.') === true &&
    shape.mapping.speaker?.includes('.') === true) ||
  ((shape.kind === 'texts' || shape.kind === 'pair') && shape.form !== undefined) ||
  (shape.kind === 'pair' && shape.extras !== undefined)

/** Lists and objects, or text that prints them. */
const holdsLists = (cells: readonly Json[]): boolean =>
  isLiteral(cells) || (cells.length > 0 && cells.every((cell) => typeof cell === 'object' && cell !== null))

function isLiteral(cells: readonly Json[]): boolean {
  const texts = cells.filter((cell): cell is string => typeof cell === 'string' && cell.trim() !== '').slice(0, 60)
  const lists = texts.filter((text) => /^\s*(?:[[({]|array\()/.test(text) && typeof parseCell(text) === 'object')
  return lists.length > 0 && lists.length >= texts.length * 0.6
}

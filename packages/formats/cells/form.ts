import type { Json, JsonObject } from '@techdeck/contracts'
import { turnFields, type Turns, turnsOfList, isObject, listIn } from '../turns/index.ts'
import type { RawTurn } from '../types.ts'
import { splitDialogue } from './dialogue.ts'
import { parseLiteral } from './literal.ts'
import { separatorOf, type Separated, segmentsOf, turnOfSegment } from './separated.ts'
import { areWindows } from './windows.ts'

/** How a text holds several turns: a list as JSON or Python print it, a name before each, or signs between them. */
export type CellForm =
  | { kind: 'list' }
  | { kind: 'dialogue' }
  | Separated
  | (Omit<Separated, 'kind'> & { kind: 'windows' })

const SAMPLE = 60

/** The form that most of these texts have; `null` where a text is what one says. */
export function formOf(texts: readonly string[]): CellForm | null {
  const filled = texts.filter((text) => text.trim() !== '').slice(0, SAMPLE)
  if (filled.length === 0) return null
  const most = filled.length * 0.6
  if (filled.filter(isListLike).length >= most && filled.filter((text) => turnsOfLiteral(text) !== null).length >= most)
    return { kind: 'list' }
  if (filled.filter((text) => splitDialogue(text) !== null).length >= most) return { kind: 'dialogue' }
  const separated = separatorOf(filled)
  if (!separated) return null
  return areWindows(filled, separated) ? { ...separated, kind: 'windows' } : separated
}

/** What a cell says by its form; one that is not of that form is what one says. Windows are not joined here. */
export function turnsOfCell(cell: Json, form: CellForm): Turns {
  if (typeof cell !== 'string') return turnsOfValue(cell) ?? NOTHING
  if (form.kind === 'list') return turnsOfLiteral(cell) ?? plain(cell)
  if (form.kind === 'dialogue') return { turns: splitDialogue(cell) ?? [{ text: cell }], leftOut: 0 }
  return {
    turns: segmentsOf(cell, form.separator).map((segment, place) => turnOfSegment(segment, form.prefix, place)),
    leftOut: 0,
  }
}

const NOTHING: Turns = { turns: [], leftOut: 0 }
const plain = (text: string): Turns =>
  text.trim() === '' || text === '[]' ? NOTHING : { turns: [{ text }], leftOut: 0 }

const isListLike = (text: string): boolean => /^\s*(?:[[({]|array\()/.test(text)

function turnsOfLiteral(text: string): Turns | null {
  return isListLike(text) ? turnsOfValue(parseCell(text)) : null
}

/** A value that stands in a cell as text. JSON is by far the quicker to parse; what is none may be a Python literal. */
export function parseCell(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return parseLiteral(text)
  }
}

/** The turns of a list, or of an object that has one; `null` where there are none. */
export function turnsOfValue(value: Json | undefined): Turns | null {
  if (isObject(value)) return turnsOfObject(value)
  if (!Array.isArray(value)) return null
  const fields = turnFields(value)
  if (fields) return turnsOfList(value, fields)
  const pairs = value.map(pairOf)
  if (value.length === 0 || !pairs.every((pair) => pair !== null)) return null
  return { turns: pairs.flat(), leftOut: 0 }
}

function turnsOfObject(value: JsonObject): Turns | null {
  const found = listIn(value)
  return found && turnsOfList(found.list, found.fields)
}

/** `[asked, answered]`, or `(speaker, text)` where the first is short and the second is not. */
function pairOf(value: Json): RawTurn[] | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [first, second] = value
  if (typeof first !== 'string' || typeof second !== 'string') return null
  return [
    { speaker: 'client', text: first },
    { speaker: 'therapist', text: second },
  ]
}

import type { JsonObject } from '@techdeck/contracts'
import { byConvention, CONVENTIONS, type Cells, PAIRS, readTable, TURN_LISTS } from '../columns/index.ts'
import { isKnownRole } from '../roles/index.ts'
import type { Detection, Mapping } from '../types.ts'

/** How an object holds a conversation: a list of turns, a question with its answer, one turn, or one text. */
export type Shape =
  | { kind: 'list'; list: string; mapping: Mapping }
  | { kind: 'pair' | 'turns' | 'whole_file' | 'texts'; mapping: Mapping }
  /** Not known for the file: each object shows its own. */
  | { kind: 'own'; mapping: Mapping }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The shape of one object, by its fields alone; `null` when it holds no conversation that we know. */
export function shapeOf(object: JsonObject): Shape | null {
  return listShape(object) ?? pairShape(object)
}

/** Whether an object fits a shape, so that it can be read without looking at it again. */
export function fits(object: JsonObject, shape: Shape): boolean {
  if (shape.kind === 'own') return false
  if (shape.kind === 'list') return Array.isArray(object[shape.list])
  if (shape.kind === 'pair')
    return [shape.mapping.question, shape.mapping.answer].some(
      (name) => name !== undefined && typeof object[name] === 'string',
    )
  return shape.mapping.text !== undefined && typeof object[shape.mapping.text] === 'string'
}

/** The shape that most of a sample's objects have, with how sure that makes it; `null` when few have any. */
export function commonShape(
  objects: readonly JsonObject[],
  given?: Mapping,
): { shape: Shape; confidence: number } | null {
  const votes = new Map<string, { shape: Shape; count: number }>()
  for (const object of objects) {
    const shape = shapeOf(object)
    if (!shape) continue
    const name = JSON.stringify(shape)
    const vote = votes.get(name) ?? { shape, count: 0 }
    vote.count++
    votes.set(name, vote)
  }
  const [best] = [...votes.values()].toSorted((a, b) => b.count - a.count)
  if (best && best.count >= objects.length * 0.3)
    return {
      shape: { ...best.shape, mapping: { ...best.shape.mapping, ...given } },
      confidence: 0.6 + (0.4 * best.count) / objects.length,
    }
  return flatShape(objects, given)
}

/** For people: what was seen, by names of fields alone. */
export function describeShape(shape: Shape): string {
  const { mapping } = shape
  if (shape.kind === 'list') return `objects with a list of turns in “${shape.list}”`
  if (shape.kind === 'pair') return `objects with “${mapping.question}” and “${mapping.answer}”`
  if (shape.kind === 'own') return 'objects longer than what was looked at'
  if (shape.kind === 'texts') return `objects with one text in “${mapping.text}”`
  return `objects of one turn each, with “${mapping.text}”`
}

/** Shape and mapping as a detection keeps them. */
export const toSettings = (shape: Shape): Pick<Detection, 'settings' | 'mapping'> => ({
  settings: { shape: shape.kind, ...(shape.kind === 'list' && { list: shape.list }) },
  mapping: shape.mapping,
})

/** The shape that a reading names. */
export function fromSettings(settings: JsonObject, mapping: Mapping): Shape {
  const kind = settings['shape'] as Shape['kind']
  return kind === 'list' ? { kind, list: settings['list'] as string, mapping } : { kind, mapping }
}

function listShape(object: JsonObject): Shape | null {
  const names = Object.keys(object).filter((name) => isTurnList(object[name]))
  const list = byConvention(names, TURN_LISTS) ?? names.find((name) => turnFields(object[name])?.speaker !== undefined)
  if (list === undefined) return null
  const mapping = turnFields(object[list])
  return mapping && { kind: 'list', list, mapping }
}

/** A list of objects with text, or of strings under a name that says so. */
function isTurnList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    (turnFields(value) !== null || value.every((turn) => typeof turn === 'string'))
  )
}

/** Which fields of a turn mean what, seen over the first turns. */
function turnFields(list: unknown): Mapping | null {
  if (!Array.isArray(list)) return null
  const turns = list.slice(0, 8)
  if (turns.every((turn) => typeof turn === 'string')) return {}
  const objects = turns.filter(isObject)
  if (objects.length < turns.length) return null
  const names = [...new Set(objects.flatMap((turn) => Object.keys(turn)))]
  const holdsText = (name: string) => objects.some((turn) => isText(turn[name]))
  const text = byConvention(names.filter(holdsText), TURN_TEXT)
  if (text === undefined) return null
  const mapping: Mapping = { text }
  const speaker = speakerField(
    objects,
    names.filter((name) => name !== text),
  )
  if (speaker !== undefined) mapping.speaker = speaker
  const time = byConvention(names, CONVENTIONS.time)
  if (time !== undefined) mapping.time = time
  const utteranceId = byConvention(names, CONVENTIONS.utteranceId)
  if (utteranceId !== undefined) mapping.utteranceId = utteranceId
  return mapping
}

/** A string, or a message's list of parts. */
const isText = (value: unknown): boolean =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.some((part) => isObject(part) && typeof part['text'] === 'string'))

const TURN_TEXT = ['text', 'content', 'value', ...CONVENTIONS.text]
const TURN_SPEAKER = [...CONVENTIONS.speaker, 'name']

/** A field whose values are names of roles, before one that is only called so. */
function speakerField(turns: readonly JsonObject[], names: readonly string[]): string | undefined {
  const candidates = names.filter((name) => turns.some((turn) => isShort(turn[name])))
  const telling = candidates.filter((name) =>
    turns.every((turn) => isShort(turn[name]) && isKnownRole(cellOf(turn[name]))),
  )
  return byConvention(telling, ['role', ...TURN_SPEAKER]) ?? byConvention(candidates, TURN_SPEAKER)
}

const isShort = (value: unknown): boolean =>
  (typeof value === 'string' && value.length <= 80) || typeof value === 'number'

function pairShape(object: JsonObject): Shape | null {
  const names = Object.keys(object).filter((name) => typeof object[name] === 'string')
  for (const [asked, answered] of PAIRS) {
    const question = byConvention(names, [asked])
    const answer = byConvention(names, [answered])
    if (question !== undefined && answer !== undefined) return { kind: 'pair', mapping: { question, answer } }
  }
  return null
}

/** Objects that are rows of a table: one turn or one text each. */
function flatShape(objects: readonly JsonObject[], given?: Mapping): { shape: Shape; confidence: number } | null {
  const names = [...new Set(objects.slice(0, 100).flatMap((object) => Object.keys(object)))]
  const rows: Cells[] = objects.map((object) => names.map((name) => cellOf(object[name])))
  const table = readTable(names, rows, given)
  if (!table || table.confidence < 0.6) return null
  const { labels: _labels, metadata: _metadata, ...mapping } = table.mapping
  return { shape: { kind: table.kind, mapping }, confidence: table.confidence }
}

const cellOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

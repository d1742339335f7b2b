import type { Json, JsonObject } from '@techdeck/contracts'
import { isLabelName } from '../columns/index.ts'
import type { BadRowReason, Mapping, RawTurn, SourceRow } from '../types.ts'
import { fits, isObject, type Shape, shapeOf } from './shape.ts'

/** Deepest nesting of an object that is read. */
export const MAX_DEPTH = 64

/** A row without its place. */
export type Content = Omit<SourceRow, 'position'>

/**
 * What an object says, by the shape of its file or, where it does not fit that, by its own.
 * Everything that is no turn is kept as metadata or, by its name, as labels.
 */
export function rowOf(value: unknown, shape: Shape): Content | BadRowReason {
  if (!isObject(value)) return 'not_an_object'
  if (isDeeper(value, MAX_DEPTH)) return 'too_deep'
  const own = fits(value, shape) ? shape : shapeOf(value)
  if (!own) return 'no_turns'
  const turns = turnsOf(value, own)
  if (turns.length === 0) return 'no_turns'
  if (turns.every(({ text }) => text.trim() === '')) return 'empty_text'
  const row: Content = { turns, metadata: {}, labels: {} }
  const key = own.mapping.conversation === undefined ? undefined : asText(value[own.mapping.conversation])
  if (own.kind === 'whole_file') row.key = 'file'
  if (own.kind === 'turns' && key !== undefined && key !== '') row.key = key
  const order = own.mapping.order === undefined ? undefined : value[own.mapping.order]
  if (own.kind !== 'list' && (typeof order === 'string' || typeof order === 'number')) row.order = order
  const language = value[own.mapping.language ?? 'language']
  if (typeof language === 'string') row.language = language
  addRest(row, value, own)
  return row
}

/** Whether a value nests deeper than `limit`; looks no further than that. */
export function isDeeper(value: Json, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  for (const member of Array.isArray(value) ? value : Object.values(value))
    if (typeof member === 'object' && member !== null && isDeeper(member, limit - 1)) return true
  return false
}

function turnsOf(object: JsonObject, shape: Shape): RawTurn[] {
  const { mapping } = shape
  if (shape.kind === 'list') {
    const list = object[shape.list] as Json[]
    return list.flatMap((turn) => turnOf(turn, mapping) ?? [])
  }
  if (shape.kind === 'pair') {
    const asked = textOf(object[mapping.question as string])
    const answered = textOf(object[mapping.answer as string])
    const turns: RawTurn[] = []
    if (asked.trim() !== '') turns.push({ speaker: 'client', text: asked })
    if (answered.trim() !== '') turns.push({ speaker: 'therapist', text: answered })
    return turns
  }
  return [turnOf(object, mapping, false) as RawTurn]
}

function turnOf(turn: Json, mapping: Mapping, nested = true): RawTurn | null {
  if (typeof turn === 'string') return { text: turn }
  if (!isObject(turn)) return null
  const result: RawTurn = { text: textOf(turn[mapping.text ?? 'text']) }
  const speaker = asText(turn[mapping.speaker ?? 'speaker'])
  if (speaker !== undefined) result.speaker = speaker
  const time = turn[mapping.time ?? 'time']
  if (typeof time === 'string' || typeof time === 'number') result.time = time
  const utteranceId = mapping.utteranceId === undefined ? undefined : asText(turn[mapping.utteranceId])
  if (utteranceId !== undefined) result.utteranceId = utteranceId
  if (!nested) return result
  const labels = turnLabels(turn, mapping)
  if (labels) result.labels = labels
  return result
}

/** All other fields of a turn; `labels` objects are taken apart, a canonical turn's `index` says nothing new. */
function turnLabels(turn: JsonObject, mapping: Mapping): JsonObject | undefined {
  let labels: JsonObject | undefined
  for (const name in turn) {
    if (name === mapping.text || name === mapping.speaker || name === mapping.utteranceId || name === 'index') continue
    if (name === (mapping.time ?? 'time')) continue
    const value = turn[name]
    if (value === null || value === '' || (isObject(value) && Object.keys(value).length === 0)) continue
    labels ??= {}
    if (name === 'labels' && isObject(value)) Object.assign(labels, value)
    else labels[name] = value
  }
  return labels
}

function addRest(row: Content, object: JsonObject, shape: Shape): void {
  const { mapping } = shape
  const used = [mapping.conversation, mapping.language ?? 'language']
  if (shape.kind === 'list') used.push(shape.list)
  else
    used.push(
      mapping.text,
      mapping.speaker,
      mapping.time,
      mapping.order,
      mapping.utteranceId,
      mapping.question,
      mapping.answer,
    )
  const perTurn = shape.kind === 'turns' || shape.kind === 'whole_file' ? row.turns[0] : null
  for (const name in object) {
    if (used.includes(name)) continue
    const value = object[name]
    if (value === null || value === '') continue
    if (name === 'metadata' && isObject(value)) Object.assign(row.metadata, value)
    else if (name === 'labels' && isObject(value)) Object.assign(row.labels, value)
    else if (!(mapping.labels?.includes(name) ?? (isLabelName(name) && !mapping.metadata?.includes(name))))
      row.metadata[name] = value
    else if (perTurn) (perTurn.labels ??= {})[name] = value
    else row.labels[name] = value
  }
}

const asText = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined

/** A text, or the text parts of a message that has several. */
function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (!Array.isArray(value)) return ''
  return value
    .map((part) =>
      typeof part === 'string' ? part : isObject(part) && typeof part['text'] === 'string' ? part['text'] : '',
    )
    .filter((part) => part !== '')
    .join('\n')
}

import type { Json, JsonObject } from '@techdeck/contracts'
import { byConvention, CONVENTIONS, isOwnName, normalName, PAIRS } from '../columns/index.ts'
import { isKnownRole, roleOf } from '../roles/index.ts'
import { mainPath } from '../trees/index.ts'
import type { Mapping, RawTurn } from '../types.ts'
import { innerObjects } from './inner.ts'
import { areNamed as areNamedTexts, splitNamed } from './named.ts'
import { isObject, parsePath, type Path, valueAt } from './path.ts'
import { areSpans, areWords, joinWords } from './spans.ts'
import { asText, textOf } from './texts.ts'
import { momentOf, toSeconds } from './times.ts'

/** Where in an element of a list of turns what stands; `text` is empty where the element is the text. */
export interface TurnFields {
  text: Path
  speaker?: Path
  time?: Path
  utteranceId?: Path
  /** Elements say by themselves who speaks: `[speaker, text]`, or fields called after who speaks. */
  own?: boolean
  /** Texts without speakers are of two who take turns. */
  alternate?: boolean
  /** Fields that say which message a message answers. */
  id?: Path
  parent?: Path
}

/** Turns of one list, and how many were left out since they stand on other branches. */
export interface Turns {
  turns: RawTurn[]
  leftOut: number
}

const isSame = (turns: readonly JsonObject[], path: Path): boolean =>
  turns.length > 1 && new Set(turns.map((turn) => JSON.stringify(valueAt(turn, path)))).size === 1

/** Which fields of a turn mean what, seen over the first turns; `null` where they are no turns. */
export function turnFields(list: Json | undefined): TurnFields | null {
  if (!Array.isArray(list) || list.length === 0) return null
  const first = list.slice(0, 8)
  if (first.every((turn) => typeof turn === 'string')) return { text: [] }
  if (arePairsOfText(list)) return { text: [], own: true }
  const objects = first.filter(isObject)
  if (objects.length < first.length) return null
  const names = [...new Set(objects.flatMap((turn) => Object.keys(turn)))]
  if (objects.every(hasBothSides)) return { text: [], own: true }
  const text = textField(objects, names) ?? proseField(objects, names) ?? (areSpans(objects) ? wordField(names) : null)
  if (!text) return areNamed(objects) ? { text: [], own: true } : null
  const others = names.filter((name) => name !== text[0])
  const spoken = objects.filter((turn) => isSaid(valueAt(turn, text), true))
  // What stands around the text may stand beside it, further in.
  const within = (find: (turns: JsonObject[], names: string[]) => Path | null): Path | null => {
    for (let depth = text.length - 1; depth > 0; depth--) {
      const beside = spoken.map((turn) => valueAt(turn, text.slice(0, depth))).filter(isObject)
      const inner = [...new Set(beside.flatMap((turn) => Object.keys(turn)))].filter((name) => name !== text[depth])
      const path = find(beside, inner)
      if (path) return [...text.slice(0, depth), ...path]
    }
    return null
  }
  const around = speakerField(spoken, others)
  // What is the same for all names the place where they speak; who does stands beside the words.
  const speaker =
    (around && isSame(spoken, around) ? within(speakerField) : null) ??
    around ??
    within(speakerField) ??
    speakerBeside(spoken, others)
  if (!speaker && isPair(others)) return null
  const fields: TurnFields = { text, ...(speaker && { speaker }) }
  const time = timeField(others) ?? within((_, inner) => timeField(inner)) ?? dateField(spoken, others)
  if (time) fields.time = time
  const utteranceId = byConvention(others, CONVENTIONS.utteranceId)
  if (utteranceId !== undefined) fields.utteranceId = [utteranceId]
  return { ...fields, ...parentFields(others) }
}

/** Who speaks, in an object beside the text: `{text, metadata: {speaker}}`. */
function speakerBeside(turns: readonly JsonObject[], names: readonly string[]): Path | null {
  for (const [path, inner] of innerObjects(turns, names)) {
    const name = byConvention(inner, ['speaker', 'role', 'speaker_role', 'speaker_id', 'author', 'sender'])
    if (name !== undefined && turns.every((turn) => isShort(valueAt(turn, [...path, name])))) return [...path, name]
  }
  return null
}

const timeField = (names: readonly string[]): Path | null => {
  const time = byConvention(names, CONVENTIONS.time)
  return time === undefined ? null : [time]
}

/** Whatever it is called: a field with a day and a time in each turn. */
const dateField = (turns: readonly JsonObject[], names: readonly string[]): Path | null => {
  const time = names.find((name) =>
    turns.every((turn) => /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(asText(turn[name]) ?? '')),
  )
  return time === undefined ? null : [time]
}

/** Fields as a mapping names them, relative to the element. */
export function fieldsOf({ text, speaker, time, utteranceId, parent }: Mapping): TurnFields {
  return {
    text: parsePath(text ?? 'text'),
    ...(speaker !== undefined && { speaker: parsePath(speaker) }),
    ...(time !== undefined && { time: parsePath(time) }),
    ...(utteranceId !== undefined && { utteranceId: parsePath(utteranceId) }),
    ...(parent !== undefined && { parent: parsePath(parent) }),
  }
}

/** What a list says: each element with text is a turn, in order; where it is a tree, those of its main path. */
export function turnsOfList(list: readonly Json[], fields: TurnFields): Turns {
  const path = fields.parent && fields.id ? treePath(list, fields.id, fields.parent) : null
  const turns: RawTurn[] = []
  const named = fields.text.length === 0 && list.every((each) => typeof each === 'string') && areNamedTexts(list)
  for (const element of path ? path.map((at) => list[at]) : list) {
    if (named && typeof element === 'string') turns.push(splitNamed(element) ?? { text: element })
    else if (fields.text.length === 0) turns.push(...ownTurns(element))
    else {
      const turn = turnOf(element, fields)
      if (turn) turns.push(turn)
    }
  }
  // Who speaks may stand before the words of each.
  if (
    !named &&
    turns.every(({ speaker = '' }) => speaker.trim() === '') &&
    areNamedTexts(turns.map(({ text }) => text))
  )
    for (const turn of turns) Object.assign(turn, splitNamed(turn.text))
  if (areWords(turns, list)) return { turns: joinWords(turns), leftOut: 0 }
  toSeconds(turns, list)
  if (areNewestFirst(turns)) turns.reverse()
  if (fields.alternate) for (const [at, turn] of turns.entries()) turn.speaker ??= at % 2 === 0 ? 'A' : 'B'
  return { turns, leftOut: path ? list.length - path.length : 0 }
}

/** `null` where the element is no turn: it holds no text at all, as a call of a tool or a notice. */
function turnOf(turn: Json, fields: TurnFields): RawTurn | null {
  if (!isObject(turn)) return null
  const said = at(turn, fields.text)
  if (said === undefined || said === null || turn['type'] === 'service') return null
  // A picture of a chat, whose file is not there.
  if (said === '' && turn['type'] === 'message') return null
  const result: RawTurn = { text: typeof said === 'string' ? said : textOf(said) }
  const speaker = asText(at(turn, fields.speaker ?? SPEAKER))
  if (speaker !== undefined) result.speaker = speaker
  const time = momentOf(at(turn, fields.time ?? TIME))
  if (time !== undefined) result.time = time
  const utteranceId = fields.utteranceId && asText(at(turn, fields.utteranceId))
  if (utteranceId !== undefined) result.utteranceId = utteranceId
  const labels = turnLabels(turn, fields)
  if (labels) result.labels = labels
  return result
}

/** Whether times only go back from turn to turn, as chats are exported by some. */
function areNewestFirst(turns: readonly RawTurn[]): boolean {
  const times = turns.map(({ time }) => (typeof time === 'number' ? time : time === undefined ? NaN : Date.parse(time)))
  return turns.length > 1 && times.every((time, at) => at === 0 || time < (times[at - 1] ?? NaN))
}

/** Turns of an element that is a text, `[speaker, text]`, or has fields called after who speaks, in their order. */
function ownTurns(element: Json): RawTurn[] {
  if (typeof element === 'string') return [{ text: element }]
  if (Array.isArray(element)) {
    const texts = element.filter((part): part is string => typeof part === 'string')
    const speaker = texts.find(isKnownRole) ?? (texts.length > 1 ? texts[0] : undefined)
    const [text = ''] = texts.filter((part) => part !== speaker).toSorted((a, b) => b.length - a.length)
    return [{ ...(speaker !== undefined && { speaker }), text }]
  }
  if (!isObject(element)) return []
  const said = Object.entries(element).flatMap(([name, value]): [string, string][] =>
    isOwnName(name) && (typeof value === 'string' || (isObject(value) && textOf(value) !== ''))
      ? [[name, textOf(value)]]
      : [],
  )
  const turns: RawTurn[] = said.filter(([, text]) => text.trim() !== '').map(([speaker, text]) => ({ speaker, text }))
  const rest = Object.fromEntries(
    Object.entries(element).filter(
      ([name, value]) => !said.some(([own]) => own === name) && value !== null && value !== '',
    ),
  )
  if (turns[0] && Object.keys(rest).length > 0) turns[0].labels = rest
  return turns
}

/** Two fields that are called after who speaks, with an object of what each says. */
function hasBothSides(turn: JsonObject): boolean {
  const sides = Object.keys(turn).filter((name) => isOwnName(name) && isObject(turn[name]) && textOf(turn[name]) !== '')
  return new Set(sides.map((name) => roleOf(name))).size > 1
}

/** `[speaker, text]` each: the same few short names again and again, or names of roles. */
function arePairsOfText(list: readonly Json[]): boolean {
  const first = list.slice(0, 60)
  if (first.length < 2 || !first.every(Array.isArray)) return false
  const texts = first.map((pair) => (pair as Json[]).filter((part): part is string => typeof part === 'string'))
  if (!texts.every((parts) => parts.length >= 2 && parts.length <= 4)) return false
  if (texts.every((parts) => parts.some(isKnownRole))) return true
  const speakers = texts.map(([speaker = '']) => speaker)
  return speakers.every((name) => name.length <= 40) && new Set(speakers).size <= Math.max(1, first.length / 2)
}

/** Fields that are called after who speaks in them, of both sides. */
function areNamed(turns: readonly JsonObject[]): boolean {
  const roles = turns.map((turn) =>
    Object.keys(turn).flatMap((name) =>
      isOwnName(name) && typeof turn[name] === 'string' ? (roleOf(name) ?? []) : [],
    ),
  )
  const all = new Set(roles.flat())
  return roles.every((own) => own.length > 0) && all.has('therapist') && all.has('client')
}

const SPEAKER: Path = ['speaker']
const TIME: Path = ['time']
/** Most ways are one name. */
const at = (turn: JsonObject, path: Path): Json | undefined => (path.length === 1 ? turn[path[0]] : valueAt(turn, path))

/** All other fields of a turn; `labels` objects are taken apart, a canonical turn's `index` says nothing new. */
function turnLabels(turn: JsonObject, fields: TurnFields): JsonObject | undefined {
  const text = fields.text[0]
  const speaker = fields.speaker?.[0]
  const utteranceId = fields.utteranceId?.[0]
  const time = (fields.time ?? TIME)[0]
  let labels: JsonObject | undefined
  for (const name in turn) {
    if (name === text || name === speaker || name === utteranceId || name === time || name === 'index') continue
    const value = turn[name]
    if (value === null || value === '' || (isObject(value) && Object.keys(value).length === 0)) continue
    labels ??= {}
    if (name === 'labels' && isObject(value)) Object.assign(labels, value)
    else labels[name] = value
  }
  return labels
}

function treePath(list: readonly Json[], id: Path, parent: Path): number[] | null {
  const nodes = list.map((turn) => ({ id: asText(valueAt(turn, id)), parent: asText(valueAt(turn, parent)) }))
  const answers = nodes.filter(({ parent: above }) => above !== undefined)
  const known = new Set(nodes.map((node) => node.id))
  const resolved = answers.filter(({ parent: above }) => known.has(above))
  return resolved.length * 2 < answers.length || answers.length === 0 ? null : mainPath(nodes)
}

/** A string, or a message's list of parts; parts may be strings where the field is called so. */
const isSaid = (value: Json | undefined, parts = false): boolean =>
  typeof value === 'string' ||
  (Array.isArray(value) &&
    value.some(
      (part) =>
        (parts && typeof part === 'string') ||
        (isObject(part) &&
          (typeof part['text'] === 'string' ||
            (isObject(part['text']) && typeof part['text']['value'] === 'string') ||
            (typeof part['type'] === 'string' && typeof part['value'] === 'string'))),
    ))

const TURN_TEXT = ['text', 'content', 'value', ...CONVENTIONS.text, 'elements', 'parts', 'blocks']
const TURN_SPEAKER = [...CONVENTIONS.speaker, 'name', 'user_id', 'sender_id', 'from_id']

/** A field of text, or one of an object that holds nothing else of the kind, as in `{message: {content}}`. */
function textField(turns: readonly JsonObject[], names: readonly string[]): Path | null {
  const direct = byConvention(
    names.filter((name) => turns.some((turn) => isSaid(turn[name]))),
    TURN_TEXT,
  )
  if (direct !== undefined) return [direct]
  for (const [path, inner] of innerObjects(turns, names)) {
    const text = byConvention(
      inner.filter((field) => turns.some((turn) => isSaid(valueAt(turn, [...path, field]), field === 'parts'))),
      [...TURN_TEXT, ...(path.length > 1 ? ['display'] : [])],
    )
    if (text !== undefined) return [...path, text]
  }
  return null
}

/** What a program for speech recognition heard, word by word. */
function wordField(names: readonly string[]): Path | null {
  const word = byConvention(names, ['punctuated_word', 'word', 'token'])
  return word === undefined ? null : [word]
}

const onlyOf = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined)

/** Whatever it is called: the only field with prose, beside one that holds names of roles. */
function proseField(turns: readonly JsonObject[], names: readonly string[]): Path | null {
  const isRole = (name: string) => turns.every((turn) => isShort(turn[name]) && isKnownRole(asText(turn[name]) ?? ''))
  if (turns.length < 2 || !names.some(isRole)) return null
  const prose = names.filter(
    (name) => turns.filter((turn) => (asText(turn[name]) ?? '').trim().includes(' ')).length >= turns.length * 0.6,
  )
  return prose.length === 1 && prose[0] !== undefined && !isRole(prose[0]) ? [prose[0]] : null
}

/** A field whose values are names of roles, before one that is only called so; else one of an object of a person. */
function speakerField(turns: readonly JsonObject[], names: readonly string[]): Path | null {
  const candidates = names.filter((name) => turns.some((turn) => isShort(turn[name])))
  const telling = candidates.filter((name) =>
    turns.every((turn) => isShort(turn[name]) && isKnownRole(asText(turn[name]) ?? '')),
  )
  const direct =
    byConvention(telling, ['role', ...TURN_SPEAKER]) ??
    byConvention(candidates, TURN_SPEAKER) ??
    onlyOf(telling.filter((name) => name !== 'id' && new Set(turns.map((turn) => asText(turn[name]))).size > 1))
  if (direct !== undefined) return [direct]
  for (const [path, inner] of innerObjects(turns, names)) {
    if (!TURN_SPEAKER.includes(normalName(path[0] ?? ''))) continue
    const field = byConvention(inner, ['role', 'name', 'display_name', 'real_name', 'username', 'type', 'id'])
    if (field !== undefined && turns.some((turn) => isShort(valueAt(turn, [...path, field])))) return [...path, field]
  }
  return null
}

const isShort = (value: Json | undefined): boolean =>
  (typeof value === 'string' && value.length <= 80) || typeof value === 'number'

/** Elements that hold question and answer are conversations, not turns of one. */
const isPair = (names: readonly string[]): boolean =>
  PAIRS.some((pair) => pair.every((name) => byConvention(names, [name]) !== undefined))

/** The field of an own id that another field of the same list refers to. */
function parentFields(names: readonly string[]): Pick<TurnFields, 'id' | 'parent'> {
  const parent = byConvention(names, ['parent_id', 'parent_message_id', 'parent', 'parent_uuid'])
  const id = byConvention(names, ['id', 'message_id', 'uuid'])
  return parent === undefined || id === undefined ? {} : { parent: [parent], id: [id] }
}

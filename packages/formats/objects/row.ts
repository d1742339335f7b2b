import type { Json, JsonObject } from '@techdeck/contracts'
import { UNPACK_LIMITS } from '@techdeck/core'
import { turnsOfCell, turnsOfValue } from '../cells/index.ts'
import { isLabelName, normalName, TURN_LISTS } from '../columns/index.ts'
import {
  asText,
  EACH,
  fieldsOf,
  formatPath,
  isObject,
  nameSpeakers,
  parsePath,
  type Path,
  splitAtList,
  textOf,
  type TurnFields,
  type Turns,
  turnsOfList,
  valueAt,
  valuesAt,
  withLists,
} from '../turns/index.ts'
import type { BadRowReason, Mapping, RawTurn } from '../types.ts'
import { type Content, KNOWN } from './known/index.ts'
import { type PairExtras, type Shape, shapeOf, systemText, wayIn } from './shape.ts'

/** How deep lists and objects may nest in a reading. */
export const nestingOf = (settings: JsonObject): number => Number(settings['maxNesting']) || UNPACK_LIMITS.maxNesting

/** Makes a row of a value, or says why it makes none. */
export type ToRow = (value: unknown) => Content | BadRowReason

/**
 * Reads values by the shape of their file or, where one does not fit that, by its own.
 * Everything that is no turn is kept as metadata or, by its name, as labels.
 */
export function rowReader(shape: Shape, maxNesting: number = UNPACK_LIMITS.maxNesting): ToRow {
  const read = readerOf(shape)
  const hasTexts = shape.kind === 'list' && parsePath(shape.mapping.text ?? EACH).at(-1) === EACH
  return (value) => {
    const given = Array.isArray(value) ? { turns: value as Json[] } : value
    if (!isObject(given)) return 'not_an_object'
    if (isDeeper(given, maxNesting)) return 'too_deep'
    const object = withLists(given)
    // A list of texts among other things is no conversation: nothing says that anybody speaks in it.
    const isPlain = Array.isArray(value) && !Array.isArray(value[0]) && !isObject(value[0])
    if (isPlain && !hasTexts) return 'not_an_object'
    const content = read(object) ?? readOwn(object, shape)
    if (!content) return isPlain ? 'not_an_object' : 'no_turns'
    if (content.turns.length > 0 && content.turns.every(({ text }) => text.trim() === '')) return 'empty_text'
    return content
  }
}

/** Whether a value nests deeper than `limit`; looks no further than that. */
export function isDeeper(value: Json, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  for (const member of Array.isArray(value) ? value : Object.values(value))
    if (typeof member === 'object' && member !== null && isDeeper(member, limit - 1)) return true
  return false
}

/** Reads an object of one shape; `null` where it does not fit that. */
type Read = (object: JsonObject) => Content | null

function readOwn(object: JsonObject, { mapping }: Shape): Content | null {
  const own = shapeOf(object)
  return own && readerOf({ ...own, mapping: { ...own.mapping, ...pick(mapping, ['labels', 'metadata']) } })(object)
}

function readerOf(shape: Shape): Read {
  if (shape.kind === 'known') return readKnown(shape.known)
  if (shape.kind === 'list') return readList(shape)
  if (shape.kind === 'pair') return readPair(shape)
  if (shape.kind === 'own') return () => null
  return readTurn(shape)
}

function readKnown(name: string): Read {
  const known = KNOWN.find((shape) => shape.name === name)
  return (object) => (known?.is(object) ? known.read(object) : null)
}

function readList({ mapping, parents, system, opening }: Extract<Shape, { kind: 'list' }>): Read {
  const toTurns = listReader(mapping, parents, opening)
  const besides = [system, opening]
  const finish = finisher(
    mapping,
    [mapping.text, mapping.speaker, mapping.time, mapping.utteranceId, ...besides],
    false,
  )
  return (object) => {
    const found = toTurns(object)
    if (!found || found.turns.length === 0) return null
    const told = system === undefined ? '' : systemText(object[system])
    if (told.trim() !== '') found.turns.unshift({ speaker: 'system', text: told })
    nameSpeakers(object, found.turns)
    return finish(object, found, found.beside)
  }
}

/** Turns by the ways of a mapping: all fields of one list's elements, or one list a field. */
function listReader(
  { text = EACH, speaker, time, utteranceId }: Mapping,
  parents?: { id: string; parent: string },
  opening?: string,
): (object: JsonObject) => (Turns & { beside: string[] }) | null {
  const ways = { text, speaker, time, utteranceId }
  const said = splitAtList(parsePath(text)) ?? { list: [EACH], rest: [] }
  const inList = Object.entries(ways).filter(([, way]) => way !== undefined && sameList(way, said.list))
  const fields: TurnFields = {
    ...fieldsOf(Object.fromEntries(inList.map(([role, way]) => [role, restOf(way ?? '')]))),
    ...(parents && { id: [parents.id], parent: [parents.parent] }),
  }
  const beside = Object.entries(ways).flatMap(([role, way]) =>
    way === undefined || sameList(way, said.list) ? [] : [[role, parsePath(way)] as const],
  )
  const listWay = said.list.slice(0, -1)
  const name = listWay.at(-1) ?? ''
  fields.alternate = speaker === undefined && fields.text.length === 0 && TURN_LISTS.includes(normalName(name))
  // What else is told of each turn may stand in lists beside.
  const parallel = fields.text.length === 0
  const used = new Set([text, speaker, time, utteranceId].map((way) => parsePath(way ?? '')[0]))
  return (object) => {
    const own = listWay.includes(EACH) ? valuesAt(object, said.list) : valueAt(object, listWay)
    const first = opening === undefined ? undefined : valueAt(object, parsePath(opening))
    const list = isObject(first) ? [first, ...(Array.isArray(own) ? own : [])] : own
    if (!Array.isArray(list) || list.length === 0) return null
    const found = turnsOfList(list, fields)
    const told = parallel && found.turns.length === list.length ? putLabels(found.turns, object, used) : []
    for (const [role, way] of beside) putBeside(found.turns, role as 'speaker', way, object)
    return { ...found, beside: told }
  }
}

const restOf = (way: string): string => formatPath(splitAtList(parsePath(way))?.rest ?? [])
const sameList = (way: string, list: Path): boolean =>
  formatPath(splitAtList(parsePath(way))?.list ?? []) === formatPath(list)

/** Lists of short values beside the texts, one a turn, become labels; says which those were. */
function putLabels(turns: RawTurn[], object: JsonObject, used: ReadonlySet<string | undefined>): string[] {
  const told: string[] = []
  for (const name in object) {
    const values = object[name]
    if (used.has(name) || !isBeside(values, turns.length)) continue
    for (const [at, value] of values.entries()) if (value !== null) (turns[at].labels ??= {})[name] = value
    told.push(name)
  }
  return told
}

const isBeside = (values: Json | undefined, length: number): values is Json[] =>
  Array.isArray(values) &&
  length > 1 &&
  values.length === length &&
  values.every((value) => !Array.isArray(value) && !isObject(value))

/** A list of one value a turn, or one value that holds for all of them. */
function putBeside(turns: RawTurn[], role: 'speaker' | 'time' | 'utteranceId', way: Path, object: JsonObject): void {
  const values = valuesAt(object, way)
  for (const [at, turn] of turns.entries()) {
    const value = asText(way.includes(EACH) ? values[at] : values[0])
    if (value !== undefined) turn[role] = value
  }
}

function readPair({ mapping, form, extras = {} }: Extract<Shape, { kind: 'pair' }>): Read {
  const { question = '', answer = '' } = mapping
  const besides = [extras.system, extras.input, extras.history]
  const finish = finisher(mapping, [question, answer, ...besides], false)
  return (object) => {
    const [asked, answered] = [question, answer].map((name) => valueAt(object, wayIn(object, name)))
    if (!isSaid(asked) && !isSaid(answered)) return null
    const [askedEnd, answeredEnd] = extras.ends ?? ['', '']
    const prompt = [without(textOf(asked), askedEnd), fieldText(object, extras.input)]
      .filter((part) => part.trim() !== '')
      .join('\n')
    const turns = earlier(object, extras)
    if (Array.isArray(asked) && isDialogue(asked)) turns.push(...(turnsOfValue(asked)?.turns ?? []))
    else if (form) turns.push(...sidesOf(turnsOfCell(Array.isArray(asked) ? asked : prompt, form).turns))
    else if (prompt.trim() !== '') turns.push({ speaker: 'client', text: prompt })
    const reply = textOf(Array.isArray(answered) && isDialogue(answered) ? answered.at(-1) : answered)
    const said = without(reply, answeredEnd)
    if (said.trim() !== '') turns.push({ speaker: 'therapist', text: said })
    if (turns.length === 0) return null
    const row = finish(object, { turns, leftOut: 0 })
    const key =
      mapping.conversation === undefined ? undefined : asText(valueAt(object, wayIn(object, mapping.conversation)))
    if (key !== undefined && key !== '') row.key = key
    return row
  }
}

/** The system's prompt and what was asked and answered before. */
function earlier(object: JsonObject, { system, history }: PairExtras): RawTurn[] {
  const told = fieldText(object, system)
  const turns: RawTurn[] = told.trim() === '' ? [] : [{ speaker: 'system', text: told }]
  const before = history === undefined ? null : turnsOfValue(object[history])
  return before ? [...turns, ...sidesOf(before.turns)] : turns
}

/** Turns before an answer: where nobody is named, the last one is the client's. */
const sidesOf = (turns: RawTurn[]): RawTurn[] =>
  turns.map((turn, at) =>
    turn.speaker === undefined || /^[AB]$/.test(turn.speaker)
      ? { ...turn, speaker: (turns.length - 1 - at) % 2 === 0 ? 'client' : 'therapist' }
      : turn,
  )

const isDialogue = (value: Json[]): boolean => value.every((turn) => isObject(turn) && 'role' in turn)
const isSaid = (value: Json | undefined): boolean => typeof value === 'string' || Array.isArray(value)
const fieldText = (object: JsonObject, name: string | undefined): string =>
  name === undefined ? '' : textOf(object[name])
const without = (text: string, end: string): string =>
  end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text

type TurnShape = Extract<Shape, { kind: 'turns' | 'whole_file' }> | Extract<Shape, { kind: 'texts' }>

/** One turn, or one text that may hold several. */
function readTurn(shape: TurnShape): Read {
  const { kind, mapping } = shape
  const form = shape.kind === 'texts' ? shape.form : undefined
  const beside = shape.kind === 'turns' ? (shape.beside ?? []) : []
  const besideOf = (object: JsonObject): string[] => beside.map((name) => asText(object[name]) ?? '')
  const used = [mapping.text, mapping.speaker, mapping.time, mapping.order, mapping.utteranceId, mapping.parent]
  const finish = finisher(mapping, used, kind !== 'texts')
  const fields: TurnFields = { ...fieldsOf(mapping) }
  return (object) => {
    const text = valueAt(object, wayIn(object, mapping.text ?? 'text'))
    if (typeof text !== 'string' && !(Array.isArray(text) && textOf(text) !== '')) return null
    const found = form && turnsOfCell(text, form)
    if (found) putSpeaker(found.turns, asText(valueAt(object, fields.speaker ?? ['speaker'])))
    const row = finish(
      object,
      found && found.turns.length > 0 ? found : { turns: [oneTurn(object, text, fields)], leftOut: 0 },
    )
    if (kind === 'whole_file') row.key = 'file'
    const key =
      mapping.conversation === undefined ? undefined : asText(valueAt(object, wayIn(object, mapping.conversation)))
    if (kind === 'turns' && key !== undefined && key !== '') row.key = [...besideOf(object), key].join(' ')
    const order = mapping.order === undefined ? undefined : valueAt(object, wayIn(object, mapping.order))
    if (typeof order === 'string' || typeof order === 'number') row.order = order
    return row
  }
}

/** Who says all that a text holds, where it does not say itself. */
function putSpeaker(turns: RawTurn[], speaker: string | undefined): void {
  if (speaker !== undefined) for (const turn of turns) turn.speaker ??= speaker
}

function oneTurn(object: JsonObject, text: Json, { speaker, time, utteranceId, parent }: TurnFields): RawTurn {
  const turn: RawTurn = { text: textOf(text) }
  const who = asText(valueAt(object, speaker ?? ['speaker']))
  if (who !== undefined) turn.speaker = who
  const when = valueAt(object, time ?? ['time'])
  if (typeof when === 'string' || typeof when === 'number') turn.time = when
  const id = utteranceId && asText(valueAt(object, utteranceId))
  if (id !== undefined) turn.utteranceId = id
  const answered = parent && asText(valueAt(object, parent))
  if (answered !== undefined) turn.parent = answered
  return turn
}

/** Adds to turns what else an object says: language, metadata, labels. */
function finisher(
  mapping: Mapping,
  roles: readonly (string | undefined)[],
  perTurn: boolean,
): (object: JsonObject, found: Turns, told?: readonly string[]) => Content {
  const language = mapping.language ?? 'language'
  const used = new Set([
    language,
    ...[mapping.conversation, ...roles].flatMap((way) => (way === undefined ? [] : [way, parsePath(way)[0]])),
  ])
  return (object, { turns, leftOut }, told = []) => {
    const row: Content = { turns, metadata: {}, labels: {} }
    if (leftOut > 0) row.leftOut = leftOut
    const spoken = valueAt(object, wayIn(object, language))
    if (typeof spoken === 'string') row.language = spoken
    addRest(row, object, mapping, told.length > 0 ? new Set([...used, ...told]) : used, perTurn)
    return row
  }
}

function addRest(
  row: Content,
  object: JsonObject,
  mapping: Mapping,
  used: ReadonlySet<string | undefined>,
  perTurn: boolean,
): void {
  for (const name in object) {
    if (used.has(name)) continue
    const value = object[name]
    if (value === null || value === '') continue
    if (name === 'metadata' && isObject(value)) Object.assign(row.metadata, value)
    else if (name === 'labels' && isObject(value)) Object.assign(row.labels, value)
    else if (!(mapping.labels?.includes(name) ?? (isLabelName(name) && !mapping.metadata?.includes(name))))
      row.metadata[name] = value
    else if (perTurn) (row.turns[0].labels ??= {})[name] = value
    else row.labels[name] = value
  }
}

const pick = (mapping: Mapping, names: readonly (keyof Mapping)[]): Mapping =>
  Object.fromEntries(Object.entries(mapping).filter(([name]) => names.includes(name as keyof Mapping)))

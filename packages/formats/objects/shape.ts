import type { Json, JsonObject } from '@techdeck/contracts'
import { type CellForm, formOf } from '../cells/index.ts'
import { byConvention, type Cells, CONVENTIONS, normalName, pairNamed, readTable } from '../columns/index.ts'
import {
  EACH,
  formatPath,
  isObject,
  listIn,
  objectsIn,
  parsePath,
  type Path,
  textOf,
  turnFields,
  type TurnFields,
  valueAt,
  valuesAt,
} from '../turns/index.ts'
import { isKnownRole } from '../roles/index.ts'
import type { Detection, Mapping } from '../types.ts'
import { KNOWN } from './known/index.ts'

/**
 * How an object holds a conversation: a list of turns, a question with its answer, one turn, one text, or as a product
 * or standard has it. Names of the mapping are ways into the object: `data.messages[].content`.
 */
export type Shape =
  /**
   * `parents`: fields of a turn by which a list is a tree; `system`: field with what the model is told to be; `opening`:
   * where the first turn stands, if that is not in the list.
   */
  | { kind: 'list'; mapping: Mapping; parents?: { id: string; parent: string }; system?: string; opening?: string }
  /** `beside`: fields that name a conversation together with its own. */
  | { kind: 'turns' | 'whole_file'; mapping: Mapping; beside?: string[] }
  /** `form`: how the text, or what was asked, holds several turns. */
  | { kind: 'texts'; mapping: Mapping; form?: CellForm }
  | { kind: 'pair'; mapping: Mapping; form?: CellForm; extras?: PairExtras }
  | { kind: 'known'; known: string; mapping: Mapping }
  /** Not known for the file: each object shows its own. */
  | { kind: 'own'; mapping: Mapping }

/** What stands beside a question and its answer. */
export interface PairExtras {
  /** Field that goes on with the question. */
  input?: string
  /** Field that holds what the model is told to be. */
  system?: string
  /** Field with earlier questions and answers. */
  history?: string
  /** Signs that end each question or answer and are none of the words. */
  ends?: [asked: string, answered: string]
}

/** The shape of one object, by its fields alone; `null` when it holds no conversation that we know. */
export function shapeOf(object: JsonObject): Shape | null {
  const known = KNOWN.find((shape) => shape.is(object))
  if (known) return { kind: 'known', known: known.name, mapping: {} }
  return pairOfLists(object) ?? listShape(object) ?? pairShape(object)
}

/** A prompt of several messages with what was answered, as libraries for fine-tuning have them. */
function pairOfLists(object: JsonObject): Shape | null {
  if (!areMessages(object['prompt'])) return null
  const answer = ['completion', 'chosen', 'response'].find((name) => areMessages(object[name]))
  return answer === undefined ? null : { kind: 'pair', mapping: { question: 'prompt', answer } }
}

const areMessages = (value: Json | undefined): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => isObject(one) && 'role' in one && 'content' in one)

/** The shape that most of a sample's objects have, with how sure that makes it; `null` when few have any. */
export function commonShape(
  objects: readonly JsonObject[],
  given: Mapping = {},
): { shape: Shape; confidence: number } | null {
  const known = whatIsThere(objects, given)
  const told = givenShape(objects, known)
  if (told) return { shape: told, confidence: 1 }
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
    return { shape: withGiven(best.shape, objects, known), confidence: 0.6 + (0.4 * best.count) / objects.length }
  return flatShape(objects, known) ?? wrappedShape(objects) ?? nestedShape(objects, known) ?? innerText(objects, known)
}

/** Of what the owner says, what the sample has, here or in turns; others may yet come, or change nothing. */
function whatIsThere(objects: readonly JsonObject[], given: Mapping): Mapping {
  const isMissing = (way: string) =>
    way.includes(EACH) && !objects.some((object) => valuesAt(object, parsePath(way)).length > 0)
  return Object.fromEntries(Object.entries(given).filter(([, way]) => typeof way !== 'string' || !isMissing(way)))
}

/** A shape that was found, where the owner says more: fields of a turn may be named as the turn has them. */
function withGiven(shape: Shape, objects: readonly JsonObject[], given: Mapping): Shape {
  if (shape.kind === 'pair') return pairOf(objects, { ...shape.mapping, ...given })
  if (shape.kind !== 'list') return { ...shape, mapping: { ...shape.mapping, ...given } }
  const { text = EACH } = shape.mapping
  const list = text.slice(0, text.lastIndexOf(EACH) + EACH.length)
  const resolves = (way: string) => objects.some((object) => valuesAt(object, parsePath(way)).length > 0)
  const ways = (['text', 'speaker', 'time', 'utteranceId'] as const).flatMap((role) => {
    const way = given[role]
    if (way === undefined || objects.some((object) => valueAt(object, wayIn(object, way)) !== undefined)) return []
    const ofTurn = `${list}.${way}`
    return [[role, way.includes(EACH) ? way : resolves(ofTurn) ? ofTurn : shape.mapping[role]] as const]
  })
  return { ...shape, mapping: { ...shape.mapping, ...given, ...Object.fromEntries(ways) } }
}

/** For people: what was seen, by names of fields alone. */
export function describeShape(shape: Shape): string {
  const { mapping } = shape
  if (shape.kind === 'list') return `objects with a list of turns, “${mapping.text}”`
  if (shape.kind === 'pair') return `objects with “${mapping.question}” and “${mapping.answer}”`
  if (shape.kind === 'known') return KNOWN.find(({ name }) => name === shape.known)?.saw ?? 'objects of a known kind'
  if (shape.kind === 'own') return 'objects longer than what was looked at'
  if (shape.kind === 'texts')
    return shape.form
      ? `objects with a conversation in the text “${mapping.text}”`
      : `objects with one text in “${mapping.text}”`
  return `objects of one turn each, with “${mapping.text}”`
}

/** Shape and mapping as a detection keeps them. */
export const toSettings = ({ mapping, kind, ...rest }: Shape): Pick<Detection, 'settings' | 'mapping'> => ({
  settings: { shape: kind, ...(rest as JsonObject) },
  mapping,
})

/** The shape that a reading names. */
export function fromSettings(settings: JsonObject, mapping: Mapping): Shape {
  const { shape: kind, form, extras, known, parents, system, opening, beside } = settings
  return {
    kind,
    mapping,
    ...(form !== undefined && { form }),
    ...(extras !== undefined && { extras }),
    ...(known !== undefined && { known }),
    ...(parents !== undefined && { parents }),
    ...(system !== undefined && { system }),
    ...(opening !== undefined && { opening }),
    ...(beside !== undefined && { beside }),
  } as unknown as Shape
}

function listShape(object: JsonObject): Shape | null {
  const found = listIn(object)
  if (!found) return null
  const { path, fields, columns } = found
  const to = (field: Path) => formatPath(columns ? [...path, ...field, EACH] : [...path, EACH, ...field])
  const mapping: Mapping = { text: to(fields.text) }
  for (const role of ['speaker', 'time', 'utteranceId'] as const) if (fields[role]) mapping[role] = to(fields[role])
  const system = Object.keys(object).find((name) => SYSTEM.has(normalName(name)) && systemText(object[name]) !== '')
  const opening = columns ? null : openingOf(object, path, fields)
  return {
    kind: 'list',
    mapping,
    ...parentsOf(fields),
    ...(system !== undefined && { system }),
    ...(opening && { opening: formatPath(opening) }),
  }
}

/** What a conversation began with, where it stands beside the list of answers, in the form of one of them. */
function openingOf(object: JsonObject, list: Path, { text, speaker, parent }: TurnFields): Path | null {
  if (!speaker || parent || text.length === 0) return null
  for (let depth = 0; depth < list.length; depth++) {
    const around = depth === 0 ? object : valueAt(object, list.slice(0, depth))
    if (!isObject(around)) continue
    for (const name in around) {
      const said = valueAt(around[name], text)
      if (typeof said === 'string' && said.trim().includes(' ') && valueAt(around[name], speaker) !== undefined)
        return [...list.slice(0, depth), name]
    }
  }
  return null
}

const SYSTEM = new Set(['system', 'system_prompt', 'system_instruction', 'system_message'])

/** What the model is told to be: a text, or parts of one. */
export const systemText = (value: Json | undefined): string =>
  textOf(isObject(value) ? (value['parts'] ?? value) : value)

const parentsOf = ({ id, parent }: TurnFields): { parents?: { id: string; parent: string } } =>
  id && parent ? { parents: { id: id[0], parent: parent[0] } } : {}

/** What the owner names, where it is there: a text in a list, a text, or a question with its answer. */
function givenShape(objects: readonly JsonObject[], given: Mapping): Shape | null {
  const { text, question, answer } = given
  const isThere = (way: string | undefined) =>
    way !== undefined && objects.some((object) => valueAt(object, wayIn(object, way)) !== undefined)
  if (text?.includes(EACH)) {
    if (!objects.some((object) => valuesAt(object, parsePath(text)).length > 0)) return null
    const list = valueAt(objects[0], parsePath(text.slice(0, text.indexOf(EACH))))
    return { kind: 'list', mapping: given, ...parentsOf(turnFields(list) ?? { text: [] }) }
  }
  if (isThere(question) && isThere(answer)) return pairOf(objects, given)
  if (text === undefined || !isThere(text)) return null
  if (!text.includes('.')) return flatShape(objects, given)?.shape ?? null
  return given.conversation === undefined ? textsOf(objects, given) : { kind: 'turns', mapping: given }
}

/** A field may have dots in its own name; a way with lists comes apart in any case. */
export const wayIn = (object: JsonObject, name: string): Path => (name in object ? [name] : parsePath(name))

function pairShape(object: JsonObject): Shape | null {
  const names = Object.keys(object).filter((name) => typeof object[name] === 'string' || isSaid(object[name]))
  const [question, answer] = pairNamed(names) ?? []
  return question !== undefined && answer !== undefined ? { kind: 'pair', mapping: { question, answer } } : null
}

const isSaid = (value: Json | undefined): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((part) => isObject(part) && textOf(part) !== '')

/** A pair with what stands beside it, as far as a sample shows it. */
function pairOf(objects: readonly JsonObject[], mapping: Mapping): Shape {
  const { question = '', answer = '' } = mapping
  const textsAt = (name: string) => objects.map((object) => textOf(valueAt(object, wayIn(object, name))))
  const asked = textsAt(question)
  const form = formOf(asked)
  const extras: PairExtras = { ...extrasOf(objects, question, asked), ...endsOf(asked, textsAt(answer)) }
  const told = extras.system === question ? { ...mapping, question: extras.input ?? question } : mapping
  if (extras.system === question) delete extras.input
  return {
    kind: 'pair',
    mapping: told,
    ...(form && form.kind !== 'windows' && { form }),
    ...(Object.keys(extras).length > 0 && { extras }),
  }
}

/** Alpaca's further fields. An instruction that all rows share tells the model what to be, and nobody asks it. */
function extrasOf(objects: readonly JsonObject[], question: string, asked: readonly string[]): PairExtras {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))]
  const named = (known: string) => names.find((name) => normalName(name) === known)
  const extras: PairExtras = {}
  const [system, history] = ['system', 'history'].map(named)
  if (system !== undefined) extras.system = system
  if (history !== undefined) extras.history = history
  const input = normalName(question) === 'instruction' ? named('input') : undefined
  if (input === undefined) return extras
  extras.input = input
  const different = new Set(asked).size
  const isShared = asked.length >= 3 && (different === 1 || different <= asked.length * 0.2)
  if (isShared && system === undefined && objects.every((object) => textOf(object[input]).trim() !== ''))
    extras.system = question
  return extras
}

const QUESTION_ENDS = [
  '\n\n###\n\n',
  '\n\n##\n\n',
  '\n\n###',
  '\n###\n',
  '\n\n->',
  ' ->',
  '->',
  ' =>',
  '\n\n===\n\n',
  ' ###',
]
const ANSWER_ENDS = ['<|endoftext|>', '###', ' END', '\nEND', 'END', '</s>', ' STOP', '\n\n']

/** Signs of the older way to fine-tune, where nearly all rows have them. */
function endsOf(asked: readonly string[], answered: readonly string[]): Pick<PairExtras, 'ends'> {
  const ends: [string, string] = [commonEnd(asked, QUESTION_ENDS), commonEnd(answered, ANSWER_ENDS)]
  return ends.some((end) => end !== '') ? { ends } : {}
}

const commonEnd = (texts: readonly string[], ends: readonly string[]): string =>
  (texts.length > 1 && ends.find((end) => texts.filter((text) => text.endsWith(end)).length >= texts.length * 0.9)) ||
  ''

/** Objects that are rows of a table: one turn or one text each. */
function flatShape(objects: readonly JsonObject[], given: Mapping): { shape: Shape; confidence: number } | null {
  const names = [...new Set(objects.slice(0, 100).flatMap((object) => Object.keys(object)))]
  const ways = new Map(names.map((name) => [name, wayInside(objects, name)]))
  const rows: Cells[] = objects.map((object) => names.map((name) => cellOf(valueAt(object, ways.get(name) ?? [name]))))
  const table = readTable(names, rows, given)
  if (!table || table.confidence < 0.6) return null
  const { labels: _labels, metadata: _metadata, ...mapping } = table.mapping
  for (const role of ['speaker', 'conversation'] as const) {
    const way = ways.get(mapping[role] ?? '')
    if (way) mapping[role] = formatPath(way)
  }
  const { confidence, kind } = table
  // Whole columns in one object are no text.
  const { text = '' } = mapping
  const said = text === '' ? [] : objects.map((object) => valueAt(object, wayIn(object, text)))
  if (said.length > 0 && (said.every(areTexts) || said.every(isObject))) return null
  const { conversation: _own, ...apart } = mapping
  const isText = kind === 'turns' && mapping.speaker === undefined
  const texts =
    kind === 'texts' || kind === 'whole_file' ? textsOf(objects, mapping) : isText ? textsOf(objects, apart) : null
  // Who is named beside a text that holds several turns says all of it.
  if (texts && (kind === 'texts' || texts.form)) return { shape: texts, confidence }
  if (kind === 'pair' || kind === 'pairs') return { shape: pairOf(objects, mapping), confidence }
  return { shape: { kind, mapping, ...(table.beside && { beside: table.beside }) }, confidence }
}

/** Fields of who speaks that say which side that is, and those that say who it is. */
const SIDES = ['role', 'type', 'kind']
const WHO = ['name', 'display_name', 'username', 'id']

/** The way to what tells, where a field that names a speaker or a conversation holds an object; `null` elsewhere. */
function wayInside(objects: readonly JsonObject[], name: string): Path | null {
  const convention = normalName(name)
  const isSpeaker = CONVENTIONS.speaker.includes(convention)
  if (!isSpeaker && !CONVENTIONS.conversation.includes(convention)) return null
  const held = objects.map((object) => object[name]).filter(isObject)
  if (held.length < objects.length * 0.8 || held.length === 0) return null
  const textsAt = (inner: string) => held.map((one) => cellOf(one[inner]))
  const side = SIDES.find((inner) => textsAt(inner).every(isKnownRole))
  const inner =
    isSpeaker && side !== undefined
      ? side
      : (isSpeaker ? [...WHO, ...SIDES] : ['id', ...WHO]).find((one) => textsAt(one).every((text) => text !== ''))
  return inner === undefined ? null : [name, inner]
}

/** Rows of a table, each in one field of an object that says where the row comes from: `{"_index": …, "_source": {…}}`. */
function wrappedShape(objects: readonly JsonObject[]): { shape: Shape; confidence: number } | null {
  for (const name of Object.keys(objects[0] ?? {})) {
    const rows = objects.map((object) => object[name]).filter(isObject)
    const flat = rows.length < objects.length ? null : flatShape(rows, {})
    if (flat?.shape.kind !== 'turns' && flat?.shape.kind !== 'whole_file') continue
    const { mapping, kind } = flat.shape
    const ways = Object.entries(mapping).map(([role, way]) => [role, typeof way === 'string' ? `${name}.${way}` : way])
    return { shape: { kind, mapping: Object.fromEntries(ways) as Mapping }, confidence: flat.confidence }
  }
  return null
}

/** Objects of one turn each, whose words and speaker stand further in than the name of the conversation. */
function nestedShape(objects: readonly JsonObject[], given: Mapping): { shape: Shape; confidence: number } | null {
  const fields = objects.length > 1 ? turnFields([...objects]) : null
  const conversation = byConvention(Object.keys(objects[0] ?? {}), CONVENTIONS.conversation)
  if (!fields?.speaker || fields.text.length < 2 || conversation === undefined) return null
  const [text, speaker] = [fields.text, fields.speaker].map(formatPath)
  const time = fields.time && formatPath(fields.time)
  const mapping = { text, speaker, conversation, ...(time !== undefined && { time }), ...given }
  return { shape: { kind: 'turns', mapping }, confidence: 0.8 }
}

const areTexts = (value: Json | undefined): boolean =>
  Array.isArray(value) && value.length > 1 && value.every((one) => typeof one === 'string')

/** One text an object, somewhere inside, that holds turns with a name before each. */
function innerText(objects: readonly JsonObject[], given: Mapping): { shape: Shape; confidence: number } | null {
  const [first] = objects
  if (!first) return null
  for (const { path, object } of objectsIn(first))
    for (const name of Object.keys(object)) {
      const way = [...path, name]
      const form = formOf(objects.map((row) => cellOf(valueAt(row, way))))
      if (form && form.kind !== 'windows')
        return { shape: { kind: 'texts', mapping: { text: formatPath(way), ...given }, form }, confidence: 0.8 }
    }
  return null
}

function textsOf(objects: readonly JsonObject[], mapping: Mapping): Extract<Shape, { kind: 'texts' }> {
  const { text = '' } = mapping
  const form = formOf(objects.map((object) => cellOf(valueAt(object, wayIn(object, text)))))
  return { kind: 'texts', mapping, ...(form && form.kind !== 'windows' && { form }) }
}

const cellOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

import type { Json, JsonObject } from '@techdeck/contracts'
import { normalName, TURN_LISTS } from '../columns/index.ts'
import { textEncoding } from '../encoding/index.ts'
import { beginLikeLines, filledLines, toObject } from '../jsonl/index.ts'
import { parseLoosely } from '../loose-json.ts'
import { commonShape, describeShape, type Shape, shapeOf, toSettings, waysIn } from '../objects/index.ts'
import { sampleRows } from '../rows/index.ts'
import { areNamed, EACH, hasMadeNames, isObject, listIn, turnFields, turnsOfList, valueAt } from '../turns/index.ts'
import type { Detection, Mapping, RawTurn, Sample } from '../types.ts'
import { ElementCutter, type Surrounding, type Surroundings } from './cutter.ts'
import { toMember } from './member.ts'
import { surveyLists } from './survey.ts'

const SAMPLE_ELEMENTS = 200

/** What is around the conversations of a document, and what shape they have; `null` when it is none, or holds none. */
export function detectJson(sample: Sample): Detection | null {
  const first = sample.text.replace(ASSIGNED, '').trimStart()[0]
  if (first === '[') return detectIn(withGiven(sample, EACH), around('list'), sample.text.indexOf('[') + 1)
  // Pandoc's tree of a document: its words one by one.
  if (/^\s*\{\s*"pandoc-api-version"/.test(sample.text)) return null
  if (first !== '{' || beginLikeLines(filledLines(sample))) return null
  const start = sample.text.indexOf('{')
  const documents = elementsOf(sample, around('sequence'), start)
  const [only] = documents.objects
  const members = documents.count > 1 ? null : membersIn(only ?? beginningOf(sample, start))
  if (members) return detectIn(sample, { ...around('members'), lists: members }, start)
  if (documents.count > 1 || (only && isConversation(only, sample.given)))
    return detectIn(sample, around('sequence'), start)
  return detectLists(sample, start, only) ?? detectIn(sample, around('sequence'), start)
}

/** A script that gives a list a name, as exports that are to be opened in a browser do. */
const ASSIGNED = /^\s*(?:(?:var|let|const|export default)\s)?\s*[\w.$]{1,80}\s*=\s*(?=\[\s*\{)/

/** Whether a document is one conversation: by its own fields, or by what the owner says of them. */
function isConversation(document: JsonObject, given?: Mapping): boolean {
  const text = given?.text
  if (text !== undefined && text.split(EACH).length === 2)
    return (
      commonShape([document], given)?.shape.kind === 'list' &&
      listIn(document) !== null &&
      !isListOfConversations(document)
    )
  const shape = holdsRows(document) || holdsDialogues(document) ? null : shapeOf(document)
  return shape !== null && (shape.kind !== 'list' || (listIn(document)?.path.length ?? 0) < 2)
}

/** An object whose lists hold objects that are conversations by themselves. */
const isListOfConversations = (document: JsonObject): boolean =>
  Object.values(document).some(
    (list) => Array.isArray(list) && list.some((element) => isObject(element) && shapeOf(element)),
  )

/** Whether what looks like turns are conversations: most of them hold a list of turns by themselves, further in. */
function holdsDialogues(document: JsonObject): boolean {
  const list = listIn(document)?.list.filter(isObject) ?? []
  const held = list.filter((each) => {
    const inner = listIn(each)
    if (inner?.fields.speaker === undefined) return false
    // Words with who says them are one turn.
    const { turns } = turnsOfList(inner.list, inner.fields)
    return turns.some(isProse) && (turns.length > 1 || inner.list.length === 1)
  })
  return list.length > 0 && held.length > list.length / 2
}

const isProse = ({ text }: RawTurn): boolean => text.trim().includes(' ')

/** The way to the object whose fields are conversations or rows: the document, or the only object in it. */
function membersIn(document: JsonObject): string[] | null {
  if (areMembers(document) || areRows(document)) return []
  const [only, ...more] = Object.entries(document).filter(([name, value]) => isObject(value) && !name.includes('.'))
  if (!only || more.length > 0) return null
  const members = only[1] as JsonObject
  return areMembers(members) && (areAlike(members) || hasMadeNames(members)) ? [only[0]] : null
}

/** Lists of turns alone: objects within a document may be parts of one conversation. */
const areAlike = (members: JsonObject): boolean => Object.values(members).every((value) => isTurns(value))

/** The fields of a document that lie wholly within a sample. */
function beginningOf(sample: Sample, start: number): JsonObject {
  const { unit } = textEncoding(sample.encoding)
  const fields: JsonObject = {}
  const rest: Sample = { ...sample, bytes: sample.bytes.subarray(start * unit) }
  for (const row of sampleRows(rest, new ElementCutter(around('members'), true), SAMPLE_ELEMENTS)) {
    const field = parse(`{${row.text() ?? ''}}`)
    if (isObject(field)) Object.assign(fields, field)
  }
  return fields
}

/** Whether the fields of a document are conversations, each under a name of its own. */
function areMembers(document: JsonObject): boolean {
  const values = Object.values(document)
  if (shapeOf(document)?.kind === 'pair') return false
  if (Object.keys(document).some((name) => TURN_LISTS.includes(normalName(name)))) return false
  const held = values.filter((value) => (isObject(value) ? shapeOf(value) !== null : isTurns(value)))
  return held.length > 1 && held.length >= values.length * 0.6
}

/** Whether the fields of a document are rows of a table, under their numbers. */
function areRows(document: JsonObject): boolean {
  const [first, ...rest] = Object.entries(document)
  if (!first || rest.length === 0 || !Object.keys(document).every((name) => /^\d+$/.test(name))) return false
  const names = isObject(first[1]) ? Object.keys(first[1]).join('\n') : null
  return names !== null && rest.every(([, row]) => isObject(row) && Object.keys(row).join('\n') === names)
}

/** Whether the list of turns in a document is one of rows of several conversations, which each of them names. */
function holdsRows(document: JsonObject): boolean {
  const found = listIn(document)
  // Rows may be wrapped, each in an object that says which one it is.
  const way = found && !found.columns ? found.fields.text.slice(0, -1) : []
  const list = (found?.list ?? []).map((row) => valueAt(row, way)).filter(isObject)
  const name = Object.keys(list[0] ?? {}).find((each) =>
    /^(?:conv|dialog|session|transcript|interview|chat)/i.test(each),
  )
  if (name === undefined) return false
  const ids = list.map((turn) => turn[name])
  return ids.every((id) => typeof id === 'string' || typeof id === 'number') && new Set(ids).size > 1
}

/** Turns of one conversation, rather than rows that name the conversation that they belong to. */
function isTurns(value: Json): boolean {
  if (!Array.isArray(value)) return false
  if (value.every((turn) => typeof turn === 'string')) return areNamed(value)
  const fields = turnFields(value)
  if (!fields?.speaker) return false
  return !value.some((turn) => isObject(turn) && Object.keys(turn).some((name) => /conv|dialog|session/i.test(name)))
}

/** The lists of a document whose elements are conversations, or turns; those of one level are taken together. */
function detectLists(sample: Sample, start: number, document?: JsonObject): Detection | null {
  const encoding = textEncoding(sample.encoding)
  const { unit } = encoding
  const text = (from: number, to: number) => encoding.decode(rawOf(sample).subarray(from * unit, to * unit))
  const lists = [...surveyLists(viewOf(sample), text)].map(([path, elements]) => {
    const objects = elements.map(toObject).filter((object) => object !== null)
    const given = withGiven(sample, `${path}${EACH}`).given
    return { path, given, common: objects.length > 0 ? commonShape(objects, given) : null, long: elements.length === 0 }
  })
  const rank = ({ common, long }: (typeof lists)[number]) => (common ? (isFlat(common.shape) ? 1 : 2) : long ? 0.5 : 0)
  const best = lists.reduce<(typeof lists)[number] | undefined>((a, b) => (a && rank(a) >= rank(b) ? a : b), undefined)
  if (!best || rank(best) === 0) return null
  // One conversation, somewhere further in: its lists are turns, not conversations.
  if (document && rank(best) < 2 && !holdsRows(document) && shapeOf(document))
    return detectIn(sample, around('sequence'), start)
  const way = wayOfAll(
    best.path,
    lists.filter((list) => rank(list) >= rank(best)).map(({ path }) => path),
  )
  if (way !== null) return detectIn(sample, { ...around('wrapper'), lists: [way] }, 0)
  const parent = best.path.slice(0, Math.max(0, best.path.lastIndexOf('.')))
  const beside = lists.filter(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('.'))) === parent)
  const wanted = [best, ...beside.filter((list) => list !== best && rank(list) >= rank(best))]
  const passed = beside.filter((list) => !wanted.includes(list))
  const settings = {
    ...around('wrapper'),
    lists: wanted.map(({ path }) => path),
    passed: passed.map(({ path }) => path),
  }
  return detectIn({ ...sample, ...(best.given && { given: best.given }) }, settings, 0)
}

/** The way to lists under the same field of objects that stand under names of their own: `patients.*.sessions`. */
function wayOfAll(best: string, paths: readonly string[]): string | null {
  const fields = best.split('.')
  for (const path of paths) {
    const other = path.split('.')
    const differ = fields.flatMap((field, at) => (field === other[at] ? [] : [at]))
    const [at = -1, ...more] = differ
    if (other.length === fields.length && more.length === 0 && at !== -1 && at < fields.length - 1)
      return fields.with(at, '*').join('.')
  }
  return null
}

const isFlat = ({ kind }: Shape): boolean => kind === 'turns' || kind === 'whole_file' || kind === 'texts'

const around = (surrounding: Surrounding): Surroundings => ({ surrounding, indent: -1, lists: [], passed: [] })

/** What the owner says, from the element on: ways may begin at the document or at its elements. */
function withGiven(sample: Sample, prefix: string): Sample {
  const { given } = sample
  if (!given) return sample
  const strip = (way: string) => (way.startsWith(`${prefix}.`) ? way.slice(prefix.length + 1) : way)
  const ways = Object.entries(given).map(([role, way]) => [
    role,
    typeof way === 'string' ? strip(way) : Array.isArray(way) ? way.map(strip) : way,
  ])
  return { ...sample, given: Object.fromEntries(ways) as Mapping }
}

interface Elements {
  count: number
  objects: JsonObject[]
  first: { start: number; line: number } | null
  indents: Set<number>
  /** Lines within elements begin as elements do. */
  hasFlatLines: boolean
  /** Elements of one line each are JSON lines. */
  overLines: boolean
}

function elementsOf(sample: Sample, surroundings: Surroundings, from: number): Elements {
  const { unit } = textEncoding(sample.encoding)
  const rest: Sample = { ...sample, bytes: sample.bytes.subarray(from * unit) }
  const found: Elements = {
    count: 0,
    objects: [],
    first: null,
    indents: new Set(),
    hasFlatLines: false,
    overLines: false,
  }
  const inside = surroundings.surrounding === 'wrapper' || surroundings.surrounding === 'members'
  for (const row of sampleRows(rest, new ElementCutter(surroundings, inside), SAMPLE_ELEMENTS)) {
    found.first ??= { start: row.start, line: row.line }
    found.count++
    found.overLines ||= row.view.subarray(row.start, row.end).includes(10)
    const indent = indentAt(row.view, row.start)
    found.indents.add(indent)
    const text = row.text()
    const value = parse(surroundings.surrounding === 'members' && text !== null ? `{${text}}` : text)
    const object = surroundings.surrounding === 'members' && isObject(value) ? toMember(value) : toObject(value)
    if (!object) continue
    found.objects.push(object)
    found.hasFlatLines ||= row.view.subarray(row.start, row.end).includes(`\n${' '.repeat(Math.max(0, indent))}{`)
  }
  return found
}

function detectIn(sample: Sample, surroundings: Surroundings, from: number): Detection | null {
  const { surrounding } = surroundings
  const { unit } = textEncoding(sample.encoding)
  const { count, objects, first, indents, hasFlatLines, overLines } = elementsOf(sample, surroundings, from)
  // The first element of a list may go on beyond the sample: then each element shows its shape.
  const isInList =
    surrounding === 'wrapper' || (surrounding === 'list' && /^\s*\[\s*[{[]/.test(sample.text.replace(ASSIGNED, '')))
  const long = !first && !sample.complete && isInList
  const common = long
    ? { shape: { kind: 'own', mapping: sample.given ?? {} } as const, confidence: 0.5 }
    : commonShape(objects, sample.given)
  if (!common) return null
  const parsed = long ? 1 : objects.length / count
  const { start, line: lineInside } = first ?? { start: 0, line: 1 }
  const line = lineInside + countLineEnds(sample.text.slice(0, from))
  return {
    confidence: common.confidence * parsed * (surrounding !== 'sequence' ? 1 : overLines || count === 1 ? 0.85 : 0.4),
    saw: `${SURROUNDINGS[surrounding]} ${describeShape(common.shape)}.`,
    settings: {
      ...toSettings(common.shape).settings,
      columns: waysIn(objects),
      surrounding,
      ...(surrounding === 'wrapper' && { lists: [...surroundings.lists], passed: [...surroundings.passed] }),
      ...(surrounding === 'members' && surroundings.lists.length > 0 && { lists: [...surroundings.lists] }),
      indent: indents.size === 1 && !hasFlatLines && surrounding !== 'members' ? [...indents][0] : -1,
      dataStart: (from + start) * unit,
      dataLine: line,
    },
    mapping: common.shape.mapping,
  }
}

const SURROUNDINGS = {
  list: 'A JSON array of',
  sequence: 'A sequence of JSON',
  wrapper: 'A JSON object with lists of',
  members: 'A JSON object whose fields are',
}

const rawOf = ({ bytes }: Sample): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

function viewOf(sample: Sample): Buffer {
  const encoding = textEncoding(sample.encoding)
  const raw = rawOf(sample)
  if (encoding.identity) return raw
  const view = Buffer.allocUnsafe(raw.length)
  return view.subarray(0, encoding.mask(raw, 0, raw.length, view, 0, sample.complete) / encoding.unit)
}

/** Blanks between a line's beginning and an element; −1 when something else stands there. */
function indentAt(view: Buffer, start: number): number {
  let at = start
  while (at > 0 && (view[at - 1] === 32 || view[at - 1] === 9)) at--
  return at > 0 && view[at - 1] === 10 ? start - at : -1
}

const countLineEnds = (text: string): number => text.split('\n').length - 1

function parse(text: string | null): unknown {
  try {
    return parseLoosely(text ?? '')
  } catch {
    return undefined
  }
}

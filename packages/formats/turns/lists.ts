import type { Json, JsonObject } from '@techdeck/contracts'
import { byConvention, CONVENTIONS, isOwnName, normalName, TURN_LISTS } from '../columns/index.ts'
import { isObject, objectsIn, type Path } from './path.ts'
import { areSpans } from './spans.ts'
import { turnFields, turnsOfList, type TurnFields } from './turns.ts'

export interface FoundList {
  /** Way to the list, or to the object whose lists stand side by side. */
  path: Path
  list: Json[]
  fields: TurnFields
  /** The list is made of several, one a field of the turns. */
  columns?: boolean
}

/** The list of turns of an object: by its name, else the first whose elements have text and speaker; also further in. */
export function listIn(value: JsonObject): FoundList | null {
  // Results of one channel, one task or one guess stand in lists of one.
  for (const inLists of [false, true])
    for (const { path, object } of objectsIn(value, { inLists })) {
      const own = ownList(object)
      // A list of texts by itself may have its speakers in a list beside it.
      const found = own && own.fields.text.length > 0 ? own : (columnList(object) ?? own)
      if (found) return { ...found, path: [...path, ...found.path] }
    }
  return null
}

/** Rows of lists that stand side by side: `{from: […], value: […]}` is a list of `{from, value}`. */
export function rowsOf(columns: JsonObject): Json[] {
  const lists = Object.entries(columns).filter((entry): entry is [string, Json[]] => Array.isArray(entry[1]))
  const length = Math.max(0, ...lists.map(([, list]) => list.length))
  return Array.from({ length }, (_, at) =>
    Object.fromEntries(lists.filter(([, list]) => list.length === length).map(([name, list]) => [name, list[at]])),
  )
}

function ownList(object: JsonObject): FoundList | null {
  const found: { [name: string]: TurnFields } = {}
  for (const name in object) {
    const fields = turnFields(object[name])
    if (!fields || !(fields.text.length > 0 || isDialogue(name, fields, object[name]))) continue
    // The words of one turn, where the object is that.
    if (areSingleWords(object[name], fields) && turnFields([object])?.speaker) continue
    found[name] = fields
  }
  const names = Object.keys(found)
  const spoken = names.filter((field) => found[field].speaker !== undefined)
  // Guesses at single words stand further in than what was said as a whole.
  const isGuess = (field: string) => found[field].text.some((step) => /^\d+$/.test(step))
  const name =
    byConvention(names, TURN_LISTS) ??
    spoken.find((field) => !isGuess(field)) ??
    spoken[0] ??
    names.find((field) => isRecording(object[field], found[field]))
  return name === undefined ? null : { path: [name], list: object[name] as Json[], fields: found[name] }
}

const areSingleWords = (list: Json | undefined, fields: TurnFields): boolean =>
  Array.isArray(list) &&
  areSpans(list) &&
  turnsOfList(list.slice(0, 8), fields).turns.every(({ text }) => !/\s/.test(text.trim()))

/** What was heard one after the other, though not from whom. */
const isRecording = (list: Json | undefined, fields: TurnFields): boolean =>
  Array.isArray(list) &&
  areSpans(list) &&
  turnsOfList(list.slice(0, 20), fields).turns.some(({ text }) => /\S\s+\S/.test(text))

/** Whether a list without fields of text is what somebody says: by its name, or since its elements tell who speaks. */
function isDialogue(name: string, { own = false }: TurnFields, list: Json | undefined): boolean {
  if (own && Array.isArray(list) && Array.isArray(list[0])) return true
  const known = TURN_LISTS.includes(normalName(name))
  // Elements with both sides, in a list of several dialogues, are dialogues.
  return (
    known &&
    !(
      own &&
      SEVERAL.test(name) &&
      Array.isArray(list) &&
      list.every((each) => isObject(each) && Object.keys(each).filter(isOwnName).length > 1)
    )
  )
}

const SEVERAL = /(?:conversations|dialogs|dialogues|chats)$/i

/** A speaker and a text for each turn, in two lists of one length. */
function columnList(object: JsonObject): FoundList | null {
  const lists = Object.keys(object).filter((name) => isFlat(object[name]))
  const singular = new Map(lists.map((name) => [normalName(name).replace(/(?<=\w{2})s$/, ''), name]))
  const speaker = byConvention([...singular.keys()], CONVENTIONS.speaker)
  const text = byConvention(
    [...singular.keys()].filter((name) => name !== speaker),
    ['text', 'content', 'value', ...CONVENTIONS.text],
  )
  const [said, saidBy] = [text, speaker].map((name) => singular.get(name ?? ''))
  if (said === undefined || saidBy === undefined) return null
  if ((object[said] as Json[]).length !== (object[saidBy] as Json[]).length) return null
  // A table by its columns, in which rows name the conversation that they belong to.
  const named = byConvention(Object.keys(object), CONVENTIONS.conversation)
  const keys = named === undefined || [said, saidBy].includes(named) ? null : object[named]
  if (typeof keys === 'object' && keys !== null && new Set(Object.values(keys)).size > 1) return null
  return { path: [], list: rowsOf(object), fields: { text: [said], speaker: [saidBy] }, columns: true }
}

const isFlat = (value: Json | undefined): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((cell) => !isObject(cell) && !Array.isArray(cell))

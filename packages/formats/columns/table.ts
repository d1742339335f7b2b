import { roleOf } from '../roles/index.ts'
import { isOwnName, ownerOf } from './own-names.ts'
import type { Mapping } from '../types.ts'
import { columnsBeside } from './beside.ts'
import { profile, type Cells, type Column } from './profile.ts'
import { speakerColumn } from './speakers.ts'
import { byConvention, CONVENTIONS, isLabelName, normalName, pairNamed } from './names.ts'

/**
 * How a table holds conversations: a turn a row, a question with its answer a row (`pairs` where several rows are one
 * conversation), or a text a row.
 */
export type TableKind = 'turns' | 'whole_file' | 'pair' | 'pairs' | 'texts'

export interface TableReading {
  kind: TableKind
  mapping: Mapping
  /** Label columns that differ within a conversation, so that they speak of a turn. */
  turnColumns: string[]
  /** The conversation is named where it begins, and cells below are empty. */
  carried?: boolean
  /** Columns that name a conversation together with the one that does. */
  beside?: string[]
  /** How sure the names and values make it, 0 to 1. */
  confidence: number
}

/**
 * Says which column means what: by what the owner says, by the names that public corpora use, and then by what the cells
 * hold. `null` when no column holds text that somebody said.
 */
export function readTable(names: readonly string[], rows: readonly Cells[], given: Mapping = {}): TableReading | null {
  const columns = profile(names, rows)
  const named: Named = (role) => (has(names, given[role]) ? given[role] : byConvention(names, CONVENTIONS[role]))
  const pair = pairOf(names, given) ?? pairOfOwners(names) ?? pairOfQuestions(columns)
  const flag = flagOf(columns)
  const speaker = has(names, given.speaker) ? given.speaker : (speakerColumn(columns, named('speaker')) ?? flag?.name)
  if (pair && (!speaker || !named('text') || pair.includes(speaker))) {
    const [question, answer] = pair
    const together = pairsTogether(columns, rows, pair, named)
    const mapping: Mapping = { question, answer, ...common(named, columns), ...together }
    return finish(names, mapping, together ? 'pairs' : 'pair', rows.length > 0 ? 0.9 : 0.7, [], given)
  }
  const text = has(names, given.text) ? given.text : textColumn(names, columns, speaker)
  if (text === undefined) return null
  // Names may mean several things: `Transcript` beside `Session` is what was said.
  const others = names.filter((name) => name !== text && name !== speaker)
  const own = has(names, given.conversation) ? given.conversation : byConvention(others, CONVENTIONS.conversation)
  const conversation = conversationColumn(columns, own, speaker, text)
  const mapping: Mapping = { text, ...common(named, columns) }
  if (speaker !== undefined && speaker !== text) mapping.speaker = speaker
  if (flag && speaker === flag.name) mapping.roles = flag.roles
  if (conversation !== undefined) mapping.conversation = conversation
  const order = named('order')
  const counted = conversation === undefined ? undefined : (order ?? countingColumn(columns, rows, conversation))
  if (order !== undefined && order !== conversation && countsUp(columns, order)) mapping.order = order
  else if (counted !== undefined && order === undefined) mapping.order = counted
  const utterance = named('utteranceId')
  if (
    utterance !== undefined &&
    conversation !== undefined &&
    isUtteranceId(names, rows, conversation, utterance, text)
  )
    mapping.utteranceId = utterance
  const parent = named('parent')
  if (parent !== undefined && mapping.utteranceId !== undefined) mapping.parent = parent
  const knownText = given.text === text || byConvention([text], CONVENTIONS.text) !== undefined
  const kind =
    conversation !== undefined
      ? 'turns'
      : isOneSession(columns, mapping.speaker) || isRecording(columns, rows, mapping)
        ? 'whole_file'
        : 'texts'
  const confidence = 0.4 + (conversation !== undefined ? 0.2 : 0) + (mapping.speaker ? 0.2 : 0) + (knownText ? 0.2 : 0)
  const reading = finish(names, mapping, kind, confidence, rows, given)
  if (kind === 'turns' && isCarried(columns, rows, mapping)) return { ...reading, carried: true }
  const beside = kind === 'turns' && given.conversation === undefined ? columnsBeside(names, rows, mapping) : []
  return beside.length > 0 ? { ...reading, beside } : reading
}

/**
 * A column that counts the rows of each conversation from 0 or 1, where they do not stand in that order: whatever it is
 * called, that is the order in which things were said.
 */
function countingColumn(columns: readonly Column[], rows: readonly Cells[], conversation: string): string | undefined {
  const key = columns.find(({ name }) => name === conversation)?.index ?? -1
  const groups = [...Map.groupBy(rows, (row) => row[key] ?? '').values()].filter((group) => group.length > 2)
  if (groups.length < 2) return undefined
  return columns.find(({ name, index, numeric }) => {
    if (name === conversation || numeric < 1) return false
    const counts = groups.map((group) => group.map((row) => Number(row[index])))
    const isCount = counts.every((numbers) => {
      const first = Math.min(...numbers)
      return (
        first <= 1 && new Set(numbers).size === numbers.length && Math.max(...numbers) === first + numbers.length - 1
      )
    })
    return isCount && counts.some((numbers) => numbers.some((number, at) => number < (numbers[at - 1] ?? -Infinity)))
  })?.name
}

type Named = (role: keyof typeof CONVENTIONS) => string | undefined
const has = (names: readonly string[], name: string | undefined): boolean => name !== undefined && names.includes(name)

/** Numbers, where there is anything. */
const countsUp = (columns: readonly Column[], order: string): boolean =>
  columns.some(({ name, filled, numeric }) => name === order && (filled === 0 || numeric > 0.9))

function common(named: Named, columns: readonly Column[]): Mapping {
  const time = named('time') ?? clockColumn(columns)
  const language = named('language')
  return { ...(time !== undefined && { time }), ...(language !== undefined && { language }) }
}

/** A column of clocks, `00:01:02.5`, whatever it is called; what is called an end or a length is none. */
const clockColumn = (columns: readonly Column[]): string | undefined =>
  columns.find(
    ({ name, filled, distinct }) =>
      filled >= 2 &&
      !/(?:^|_)(?:end|ende|fin|stop|out|duration|length|dauer)(?:_|$)/.test(normalName(name)) &&
      [...distinct.keys()].every((cell) => /^\d{1,3}:\d{2}:\d{2}(?:[.,]\d{1,6})?$/.test(cell)),
  )?.name

function pairOf(names: readonly string[], { question: asks, answer: answers }: Mapping): [string, string] | null {
  if (asks !== undefined && answers !== undefined && names.includes(asks) && names.includes(answers))
    return [asks, answers]
  return pairNamed(names)
}

/** Two columns that are called after who speaks in them, the client's first. */
function pairOfOwners(names: readonly string[]): [string, string] | null {
  const [clients, helpers] = (['client', 'therapist'] as const).map((role) =>
    names.filter((name) => roleOf(ownerOf(name) ?? undefined) === role),
  )
  const [client, helper] = [clients[0], helpers[0]]
  return clients.length === 1 && helpers.length === 1 && client !== undefined && helper !== undefined
    ? [client, helper]
    : null
}

/** Two columns of prose that are called after what somebody was asked in a survey, each of one side. */
function pairOfQuestions(columns: readonly Column[]): [string, string] | null {
  const prose = columns.filter(({ spaces }) => spaces >= 1)
  const [clients, helpers] = (['client', 'therapist'] as const).map((side) =>
    prose.filter(({ name }) => sideAskedIn(name) === side),
  )
  return clients.length === 1 && helpers.length === 1 ? [clients[0].name, helpers[0].name] : null
}

/** The only side that a question names: “What does the client say?” */
export function sideAskedIn(question: string): 'client' | 'therapist' | null {
  const words = normalName(question).split('_')
  if (words.length < 3) return null
  const roles = new Set(words.map((word) => (word.length > 4 && isOwnName(word) ? roleOf(word) : undefined)))
  const [client, therapist] = [roles.has('client'), roles.has('therapist')]
  return client === therapist ? null : client ? 'client' : 'therapist'
}

/** Each conversation has its name in its first row alone. */
function isCarried(columns: readonly Column[], rows: readonly Cells[], { conversation, speaker }: Mapping): boolean {
  const key = columns.find(({ name }) => name === conversation)
  if (!key || speaker === undefined || key.filled === 0 || (rows[0]?.[key.index] ?? '').trim() === '') return false
  return key.distinct.size === key.filled && key.filled * 2 <= rows.length
}

/** By name where the cells are text, else the column with the longest prose. */
function textColumn(names: readonly string[], columns: readonly Column[], speaker?: string): string | undefined {
  const candidates = names.filter((name) => name !== speaker)
  // Of columns of one name, or of two that may be meant, an empty one says nothing.
  const filledOnes = candidates.filter((name) => columns.some((each) => each.name === name && each.filled > 0))
  const named =
    byConvention(filledOnes.map(baseName), CONVENTIONS.text) === undefined
      ? byConvention(candidates, CONVENTIONS.text)
      : byConventionOf(filledOnes)
  const column = columns.find(({ name }) => name === named)
  if (column && (column.filled === 0 || column.numeric < 0.5)) return named
  return columns
    .filter(
      ({ name, spaces, numeric, filled }) => candidates.includes(name) && filled > 0 && spaces >= 2 && numeric < 0.2,
    )
    .toSorted((a, b) => b.length * b.distinct.size - a.length * a.distinct.size)[0]?.name
}

/** The second and third column of a name have its number behind it. */
const baseName = (name: string): string => name.replace(/_[2-9]$/, '')

function byConventionOf(names: readonly string[]): string | undefined {
  const base = byConvention(names.map(baseName), CONVENTIONS.text)
  return names.find((name) => name === base) ?? names.find((name) => baseName(name) === base)
}

/** A column that says of each turn whether one side speaks: `is_therapist`. */
function flagOf(columns: readonly Column[]): { name: string; roles: NonNullable<Mapping['roles']> } | undefined {
  for (const { name, distinct, filled } of columns) {
    const role = roleOf(/^(?:is|from)_(\w+)$/.exec(normalName(name))?.[1])
    const values = [...distinct.keys()].map((value) => value.toLowerCase())
    if ((role !== 'therapist' && role !== 'client') || filled < 2 || !values.every((value) => value in TRUTH)) continue
    const other = role === 'therapist' ? 'client' : 'therapist'
    return {
      name,
      roles: Object.fromEntries(Object.entries(TRUTH).map(([value, isSo]) => [value, isSo ? role : other])),
    }
  }
  return undefined
}

const TRUTH: { readonly [value: string]: boolean } = {
  true: true,
  false: false,
  yes: true,
  no: false,
  y: true,
  n: false,
  '1': true,
  '0': false,
  '1.0': true,
  '0.0': false,
}

/**
 * What makes rows of questions and answers one conversation: a column that names it and stays while questions change, or
 * numbers of turns that count through the whole file.
 */
function pairsTogether(
  columns: readonly Column[],
  rows: readonly Cells[],
  pair: readonly [string, string],
  named: Named,
): Pick<Mapping, 'conversation' | 'order'> | undefined {
  const [asked, conversation] = [pair[0], named('conversation')].map((name) =>
    columns.find((each) => each.name === name),
  )
  if (!asked || asked.filled < 2) return undefined
  const isNew = asked.distinct.size > asked.filled * 0.8
  const isTwo = pair.every((name) => ownerOf(name) !== null)
  const [asks, answers] = pair.map((name) => columns.findIndex((each) => each.name === name))
  const isOneSided =
    rows.filter((row) => ((row[asks] ?? '').trim() === '') !== ((row[answers] ?? '').trim() === '')).length >=
    rows.length * 0.6
  if (
    conversation &&
    isNew &&
    conversation.distinct.size < rows.length &&
    conversation.repeats > 0 &&
    (isTwo || isOneSided || conversation.repeats >= rows.length * 0.3)
  )
    return { conversation: conversation.name }
  if (conversation || !isTwo) return undefined
  // Who helps does not ask for an answer: where their words come first, rows go on with each other.
  if (isOneSided || answers < asks) return {}
  const turn = columns.find(({ name }) =>
    /^(?:turn|exchange|utterance|line|sequence|seq)(?:_(?:id|no|number|index|idx))?$/.test(normalName(name)),
  )
  const counts = turn && rows.every((row, at) => Number(row[turn.index]) === at + Number(rows[0]?.[turn.index]))
  return counts && [0, 1].includes(Number(rows[0]?.[turn.index])) ? {} : undefined
}

function conversationColumn(
  columns: readonly Column[],
  named: string | undefined,
  speaker: string | undefined,
  text: string,
): string | undefined {
  if (named !== undefined && named !== speaker && named !== text) return named
  if (speaker === undefined) return undefined
  // Otherwise an identifier that stays for some rows and then changes, never to come back.
  const stays = columns.filter(
    ({ name, distinct, filled, repeats, digits, length }) =>
      ![speaker, text].includes(name) &&
      distinct.size > 1 &&
      distinct.size === filled - repeats &&
      filled >= distinct.size * 3 &&
      length <= 64 &&
      (digits > 0.9 || /(^|_)(id|no|number|nr|key|uuid)$/.test(normalName(name))),
  )
  return stays.toSorted((a, b) => b.distinct.size - a.distinct.size)[0]?.name
}

/** Speakers that take turns through the whole sample. */
function isOneSession(columns: readonly Column[], speaker?: string): boolean {
  const column = columns.find(({ name }) => name === speaker)
  return (
    column !== undefined && column.filled > 0 && column.distinct.size <= Math.max(2, Math.min(8, column.filled / 3))
  )
}

/** Rows that say when they begin and end, one after the other: what was heard, though not from whom. */
function isRecording(columns: readonly Column[], rows: readonly Cells[], { speaker, time }: Mapping): boolean {
  const begin = columns.find(({ name }) => name === time)
  const end = columns.find(({ name }) => /^(?:end|stop|to)(?:_|$)/.test(normalName(name)))
  if (speaker !== undefined || !begin || !end || rows.length < 2) return false
  const moments = rows.map((row) => [begin, end].map(({ index }) => momentOf(row[index] ?? '')))
  return moments.every(
    ([from = NaN, to = NaN], at) => from <= to && (at === 0 || from >= (moments[at - 1]?.[0] ?? NaN)),
  )
}

const momentOf = (cell: string): number =>
  cell.trim() === '' ? NaN : cell.split(':').reduce((sum, part) => sum * 60 + Number(part.replace(',', '.')), 0)

/** An id names one utterance: rows of a conversation that share it share the text. */
function isUtteranceId(
  names: readonly string[],
  rows: readonly Cells[],
  conversation: string,
  id: string,
  text: string,
): boolean {
  const [key, utterance, said] = [conversation, id, text].map((name) => names.indexOf(name))
  const texts = new Map<string, string>()
  let conflicts = 0
  for (const row of rows) {
    const place = `${row[key]}\u0000${row[utterance]}`
    const known = texts.get(place)
    if (known === undefined) texts.set(place, row[said] ?? '')
    else if (known !== row[said]) conflicts++
  }
  return conflicts <= rows.length * 0.02
}

function finish(
  names: readonly string[],
  mapping: Mapping,
  kind: TableKind,
  confidence: number,
  rows: readonly Cells[],
  given: Mapping,
): TableReading {
  const used = new Set(Object.values(mapping).flat())
  const rest = names.filter((name) => !used.has(name))
  const varies = new Set(kind === 'turns' ? varying(names, rows, mapping.conversation) : [])
  const turnColumns = kind === 'whole_file' ? rest : rest.filter((name) => varies.has(name) || ofRater(name))
  const chosen = given.labels && rest.filter((name) => given.labels?.includes(name))
  const labels = chosen ?? rest.filter((name) => turnColumns.includes(name) || isLabelName(name))
  const others = rest.filter((name) => !labels.includes(name))
  const metadata = given.metadata ? others.filter((name) => given.metadata?.includes(name)) : others
  return { kind, mapping: { ...mapping, labels, metadata }, turnColumns, confidence }
}

/** Who judged; may change within a conversation later than a sample shows. */
const ofRater = (name: string): boolean => /(^|_)(annotator|rater|coder|judge)(_|$)/.test(normalName(name))

/** Columns whose value changes within a conversation. */
function varying(names: readonly string[], rows: readonly Cells[], conversation = ''): string[] {
  const key = names.indexOf(conversation)
  return names.filter((_, index) => {
    const first = new Map<string, string>()
    return rows.some((row) => {
      const known = first.get(row[key] ?? '')
      if (known === undefined) first.set(row[key] ?? '', row[index] ?? '')
      return known !== undefined && known !== (row[index] ?? '')
    })
  })
}

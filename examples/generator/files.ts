import type { Role } from '@techdeck/contracts'
import { delimited, FileBuilder, type Position } from './table.ts'
import type { ComposedTurn } from './compose.ts'
import { Prng } from './prng.ts'

/** A conversation on its way into a file. */
export interface Item {
  id: string
  topic: string
  turns: ComposedTurn[]
}

/** A file as written: bytes, and where each item begins (in the order of the items given). */
export interface Written {
  builder: FileBuilder
  positions: Position[]
}

type Names = { [role in Role]?: string }

/** Seconds at which each turn begins, at an even pace of speech. */
function times(turns: readonly ComposedTurn[]): number[] {
  let now = 0
  return turns.map(({ text }) => {
    const start = now
    now += 2 + Math.ceil(text.length / 14)
    return start
  })
}

const clock = (seconds: number): string =>
  [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')

/** One canonical conversation a line. `broken` lines are put in behind the item of that number. */
export function writeCanonical(items: readonly Item[], broken: ReadonlyMap<number, Broken[]>): Written {
  return writeLines(items, broken, ({ id, topic, turns }) => ({
    id,
    language: 'en',
    turns: turns.map(({ role, text }, index) => ({ index, role, text })),
    metadata: { topic },
    labels: {},
  }))
}

/** OpenAI's chat messages, one conversation a line. */
export function writeOpenAi(items: readonly Item[], broken: ReadonlyMap<number, Broken[]>): Written {
  const names: Names = { client: 'user', therapist: 'assistant', system: 'system' }
  return writeLines(items, broken, ({ turns }) => ({
    messages: turns.map(({ role, text }) => ({ role: names[role], content: text })),
  }))
}

/** What is wrong on purpose: a reason for the truth, or `null` for a line that a reader passes over. */
export interface Broken {
  reason: string | null
  content: string | Buffer
}

function writeLines(
  items: readonly Item[],
  broken: ReadonlyMap<number, Broken[]>,
  toObject: (item: Item) => object,
): Written {
  const builder = new FileBuilder()
  const positions = items.map((item, i) => {
    const position = builder.row(`${JSON.stringify(toObject(item))}\n`)
    for (const { reason, content } of broken.get(i) ?? []) {
      if (reason === null) builder.raw(String(content))
      else builder.bad(reason, content)
    }
    return position
  })
  return { builder, positions }
}

/** ShareGPT's form: one JSON array of objects with `from` and `value`. */
export function writeShareGpt(items: readonly Item[], broken: ReadonlyMap<number, Broken[]>): Written {
  const names: Names = { client: 'human', therapist: 'gpt', system: 'system' }
  const builder = new FileBuilder()
  builder.raw('[\n')
  const positions = items.map(({ id, turns }, i) => {
    const conversations = turns.map(({ role, text }) => ({ from: names[role], value: text }))
    const position = builder.row(JSON.stringify({ id, conversations }))
    for (const { reason, content } of broken.get(i) ?? []) {
      builder.raw(',\n')
      builder.bad(reason!, content)
    }
    builder.raw(i < items.length - 1 ? ',\n' : '\n]\n')
    return position
  })
  return { builder, positions }
}

export interface TurnTable {
  builder: FileBuilder
  delimiter: string
  header: string[]
  /** Speaker labels of the file. */
  names: Names
  cells: (item: Item, turn: ComposedTurn, index: number, time: string, speaker: string) => (string | number)[]
  end?: string
}

/** One turn a row; rows of a conversation together, or scattered over the whole file in the order of `scatter`. */
export function writeTurnRows(
  items: readonly Item[],
  table: TurnTable,
  broken: ReadonlyMap<number, Broken[]>,
  scatter?: Prng,
): Written {
  const { builder, delimiter, end } = table
  builder.raw(delimited(table.header, delimiter, end))
  const rows = items.map((item) => {
    const seconds = times(item.turns)
    return item.turns.map((turn, t) => table.cells(item, turn, t, clock(seconds[t]), table.names[turn.role]!))
  })
  const positions: Position[] = []
  const next = items.map(() => 0)
  for (const [written, i] of orderOfRows(rows, scatter).entries()) {
    const position = builder.row(delimited(rows[i][next[i]++], delimiter, end))
    positions[i] ??= position
    for (const { reason, content } of broken.get(written) ?? []) builder.bad(reason!, content)
  }
  return { builder, positions }
}

/** Item of each row; the turns of one item stay in their order either way. */
function orderOfRows(rows: readonly unknown[][], scatter: Prng | undefined): number[] {
  const order = rows.flatMap((turns, i) => turns.map(() => i))
  return scatter ? scatter.shuffle(order) : order
}

/** One question and its answer a row. */
export function writeQuestions(items: readonly Item[], last: Broken): Written {
  const builder = new FileBuilder()
  builder.raw('\uFEFF')
  builder.raw(delimited(['question', 'answer', 'topic'], ','))
  const positions = items.map(({ turns, topic }) => builder.row(delimited([turns[0].text, turns[1].text, topic], ',')))
  builder.bad(last.reason!, last.content)
  return { builder, positions }
}

/** `Speaker: text`, one turn a paragraph. */
export function writeTranscript({ turns }: Item, names: Names, gap: string): Written {
  const builder = new FileBuilder()
  const [first] = turns.map(({ role, text }) => builder.row(`${names[role]}: ${text}${gap}`))
  return { builder, positions: [first] }
}

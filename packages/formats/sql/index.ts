import { decodeLoosely, detectEncoding } from '../encoding/index.ts'
import { gridFormat, GridWriter, putCells } from '../grid/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, Member, UnpackLimits } from '../types.ts'
import { type DumpedRow, Statements } from './statements.ts'

const HEAD_BYTES = 64 * 1024
const DUMP = /^[ \t]*(?:INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\s|REPLACE\s+INTO\s|COPY\s+\S.{0,4000}\sFROM\s+stdin)/im
const TABLE = /^[ \t]*CREATE\s+TABLE\b/im
/** A piece of what stands before and between statements. */
const UNSAID = /\s+|(?:--|#)[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/;?/y
const STATEMENT = /(?:CREATE|DROP|INSERT|REPLACE|COPY|SET|BEGIN|PRAGMA|USE|LOCK|START|ALTER|SELECT)\b|\\restrict\b/iy

/**
 * Dumps of data bases (MySQL and MariaDB, PostgreSQL, SQLite): what INSERT and COPY put into tables, a table a member.
 * Nothing is run, and what is no row is passed over. A row's number counts the rows of its table.
 */
export const sql = gridFormat('sql', {
  detect(beginning) {
    const text = textOf(beginning.subarray(0, HEAD_BYTES))
    return text !== null && beginsWithStatement(text) && (DUMP.test(text) || TABLE.test(text))
  },

  async *convert(source, limits, signal): AsyncGenerator<Member> {
    const rows = new Ahead(rowsOf(source, limits, signal))
    const seen = new Map<string, number>()
    for (let row = await rows.peek(); row; row = await rows.peek()) {
      const { table } = row
      const times = (seen.get(table) ?? 0) + 1
      seen.set(table, times)
      // SQLite's own tables hold nothing of anybody.
      if (!table.startsWith('sqlite_'))
        yield { path: times === 1 ? table : `${table} (${times})`, content: gridOf(table, rows, limits) }
      // Who asks for the next table has done with this one.
      while ((await rows.peek())?.table === table) await rows.take()
    }
  },
})

/** Whether nothing but comments stands before a statement. */
function beginsWithStatement(text: string): boolean {
  let at = 0
  for (UNSAID.lastIndex = at; UNSAID.test(text); UNSAID.lastIndex = at) at = UNSAID.lastIndex
  STATEMENT.lastIndex = at
  return STATEMENT.test(text)
}

/** The rows one after the other, of which the next may be looked at. */
class Ahead {
  readonly #rows: AsyncGenerator<DumpedRow>
  #next: DumpedRow | null | undefined

  constructor(rows: AsyncGenerator<DumpedRow>) {
    this.#rows = rows
  }

  async peek(): Promise<DumpedRow | null> {
    if (this.#next === undefined) {
      const { value, done } = await this.#rows.next()
      this.#next = done ? null : value
    }
    return this.#next
  }

  async take(): Promise<DumpedRow | null> {
    const row = await this.peek()
    this.#next = row === null ? null : undefined
    return row
  }
}

async function* gridOf(table: string, rows: Ahead, limits: UnpackLimits): AsyncGenerator<Uint8Array> {
  const grid = new GridWriter()
  const first = await rows.peek()
  if (first?.columns) putCells(grid, 0, first.columns, limits)
  // As in a sheet, the header is the first row.
  for (let number = first?.columns ? 2 : 1; (await rows.peek())?.table === table; number++) {
    const row = await rows.take()
    if (row) putCells(grid, number, row.values, limits)
    const ready = grid.take()
    if (ready) yield ready
  }
  const rest = grid.take(true)
  if (rest) yield rest
}

async function* rowsOf(source: ByteSource, limits: UnpackLimits, signal: AbortSignal): AsyncGenerator<DumpedRow> {
  const beginning = await head(source, HEAD_BYTES)
  const encoding = detectEncoding(beginning)
  const text = textOf(beginning) ?? ''
  // MySQL alone puts names into backticks and backslashes before quotes.
  const statements = new Statements(/MySQL|MariaDB|`|ENGINE\s*=/i.test(text) || /\\'/.test(text), limits)
  const decoder = new TextDecoder(encoding?.encoding ?? 'utf-8')
  for await (const chunk of source.read()) {
    signal.throwIfAborted()
    yield* statements.feed(decoder.decode(chunk, { stream: true }), false)
  }
  yield* statements.feed(decoder.decode(), true)
}

function textOf(bytes: Uint8Array): string | null {
  const encoding = detectEncoding(bytes)
  return encoding && decodeLoosely(encoding.encoding, bytes.subarray(encoding.bom))
}

import type { Json } from '@techdeck/contracts'
import { collectBytes } from '@techdeck/core'
import { parseLoosely } from '../loose-json.ts'
import { head } from '../sources.ts'
import type { ByteSource } from '../types.ts'
import { elementsOf } from './elements.ts'
import { type Member, membersOf } from './members.ts'

/** How a document holds a table; places are those behind brackets. */
export type JsonTable =
  /** Lists of cells; `names` where another member has the names of the columns. */
  | { kind: 'rows'; names: string[] | null; start: number; end: number }
  /** An object a column, of cells by the numbers of their rows. */
  | { kind: 'columns'; columns: Member[] }

const NAMES = new Set(['columns', 'column_names', 'header', 'headers', 'fields', 'names', 'schema', 'cols'])
const ROWS = new Set(['data', 'rows', 'values', 'records', 'cells', 'table'])
const SAMPLE_ROWS = 50
const MOST_MEMBERS = 500
const MOST_NAME_BYTES = 1024 * 1024
const BOM = '\ufeff'
const BY_COLUMNS = /^\ufeff?\s*\{\s*"[^"]{0,200}"\s*:\s*\{\s*"\d{1,12}"\s*:/
const WITH_NAMES = new RegExp(`"(?:${[...NAMES, ...ROWS].join('|')})"\\s*:\\s*\\[`, 'i')

/** The table that a document is, by its beginning and, where that may be one, by what its members are called. */
export async function findTable(beginning: Uint8Array, source: ByteSource): Promise<JsonTable | null> {
  const text = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.length).toString('utf8', 0, 4096)
  const bom = text.startsWith(BOM) ? 3 : 0
  if (/^\ufeff?\s*\[\s*\[/.test(text)) {
    const start = beginning.indexOf(0x5b, bom) + 1
    return isTable(await firstRows(source, start, source.size))
      ? { kind: 'rows', names: null, start, end: source.size }
      : null
  }
  if (!BY_COLUMNS.test(text) && !(/^\ufeff?\s*\{/.test(text) && WITH_NAMES.test(text))) return null
  const members: Member[] = []
  for await (const member of membersOf(source)) {
    members.push(member)
    if (members.length > MOST_MEMBERS) return null
  }
  return (await rowsWithNames(source, members)) ?? (await byColumns(source, members))
}

async function rowsWithNames(source: ByteSource, members: readonly Member[]): Promise<JsonTable | null> {
  const [named, data] = [NAMES, ROWS].map((known) => members.find(({ name }) => known.has(name.toLowerCase())))
  if (!named || !data || named.end - named.start > MOST_NAME_BYTES) return null
  const names = namesIn(await valueOf(source, named))
  const [first, ...more] = await firstRows(source, data.start + 1, data.end)
  const fits = names && [first, ...more].every((row) => row?.length === names.length)
  return fits ? { kind: 'rows', names, start: data.start + 1, end: data.end } : null
}

/** Names of columns: texts, several texts for one under more than one heading, or objects with a name. */
function namesIn(value: Json | undefined): string[] | null {
  if (!Array.isArray(value) || value.length < 2) return null
  const names = value.map((one) =>
    typeof one === 'string'
      ? one
      : Array.isArray(one)
        ? one.filter((part): part is string => typeof part === 'string' && part !== '').join(' ')
        : typeof one === 'object' && one !== null && typeof one['name'] === 'string'
          ? one['name']
          : null,
  )
  return names.every((name) => name !== null) ? names : null
}

/** Several objects whose members are the numbers of rows, the same in all of them. */
async function byColumns(source: ByteSource, columns: readonly Member[]): Promise<JsonTable | null> {
  if (columns.length < 2) return null
  const beginnings = await Promise.all(columns.map(({ start }) => head(source, 200, start)))
  const keys = beginnings.map((bytes) => /^\{\s*"(\d{1,12})"\s*:\s*[^\s{]/.exec(bytes.toString('utf8'))?.[1])
  if (keys[0] === undefined || keys.some((key) => key !== keys[0])) return null
  const inside = columns.map(({ name, start, end }) => ({ name, start: start + 1, end: end - 1 }))
  const cells = await Promise.all(inside.map(({ start, end }) => firstOf(elementsOf(source, 'members', start, end))))
  const rows = (cells[0] ?? []).map((_, row) => cells.map((column) => column[row] ?? null))
  return cells.every(({ length }) => length === rows.length) && isTable(rows, 2)
    ? { kind: 'columns', columns: inside }
    : null
}

const firstRows = async (source: ByteSource, start: number, end: number): Promise<(Json[] | null)[]> =>
  (await firstOf(elementsOf(source, 'list', start, end))).map((row) => (Array.isArray(row) ? row : null))

async function firstOf(elements: AsyncIterable<Json | undefined>): Promise<(Json | undefined)[]> {
  const first: (Json | undefined)[] = []
  for await (const element of elements) {
    first.push(element)
    if (first.length >= SAMPLE_ROWS) break
  }
  return first
}

/**
 * Whether lists are rows of a table rather than conversations: of one length, with columns of single words or numbers
 * beside one of prose or of lists.
 */
function isTable(rows: readonly (Json[] | null)[], least = 3): boolean {
  const width = rows[0]?.length ?? 0
  if (rows.length < 2 || width < 2 || rows.some((row) => row?.length !== width)) return false
  const columns = Array.from({ length: width }, (_, at) => rows.map((row) => row?.[at] ?? null))
  const nested = columns.filter(
    (cells) => cells.every((cell) => typeof cell === 'object') && cells.some((cell) => cell !== null),
  )
  const terse = columns.filter((cells) => cells.every(isTerse))
  const prose = columns.filter(
    (cells) => cells.filter((cell) => typeof cell === 'string' && cell.includes(' ')).length >= rows.length / 2,
  )
  return terse.length > 0 && (nested.length > 0 || (prose.length > 0 && width >= least))
}

const isTerse = (cell: Json): boolean =>
  typeof cell === 'string' ? !/\s/.test(cell.trim()) && cell.length <= 64 : typeof cell !== 'object' || cell === null

async function valueOf(source: ByteSource, { start, end }: Member): Promise<Json | undefined> {
  try {
    return parseLoosely((await collectBytes(source.read(start, end))).toString('utf8'))
  } catch {
    return undefined
  }
}

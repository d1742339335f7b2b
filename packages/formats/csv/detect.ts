import type { JsonObject } from '@techdeck/contracts'
import { textEncoding } from '../encoding/index.ts'
import { areNamed } from '../turns/index.ts'
import { isHeading } from '../transcript/lines.ts'
import {
  byConvention,
  type Cells,
  CONVENTIONS,
  normalName,
  readTable,
  sideAskedIn,
  type TableReading,
} from '../columns/index.ts'
import { describeShape } from '../objects/index.ts'
import { sampleRows } from '../rows/index.ts'
import type { Detection, Mapping, Sample } from '../types.ts'
import { CsvCutter, type Dialect } from './cutter.ts'
import { fieldsOf } from './fields.ts'
import { type TableShape, tableShape, windowsIn } from './shape.ts'
import { innerCells, innerDelimiter } from './twice.ts'

const SAMPLE_ROWS = 400
const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const
/** Delimits nothing, so that a line is one field. */
const NONE = '\u001f'

/** How JSON begins; a table whose cells hold JSON has a header or other cells before it. */
const JSON_LINE = /^\s*(?:\{\s*"|\[\s*[{["])/

interface Table {
  dialect: Dialect
  cells: string[][]
  /** Where each row of `cells` begins, in units of the encoding, and on which line. */
  places: { start: number; end: number; line: number }[]
  columns: number
  /** Share of the rows that have the usual number of columns. */
  consistency: number
}

/** Finds delimiter, quoting, header and columns; `null` when the sample is no table that holds what somebody said. */
export function detectCsv(sample: Sample): Detection | null {
  if (JSON_LINE.test(sample.text)) return null
  const isTwice = sample.text.split('\n').some(isQuotedTwice)
  const readings = [...Object.keys(DELIMITERS), NONE]
    .flatMap((delimiter) => tabulate(sample, delimiter, isTwice) ?? [])
    .flatMap((table) => understand(table, sample) ?? [])
  // Cells that name who speaks divide better than signs within what is said.
  const divided = readings.filter(
    ({ settings, mapping }) =>
      (settings['delimiter'] !== NONE || settings['inner'] !== undefined) && mapping.speaker !== undefined,
  )
  return (divided.length > 0 ? divided : readings).toSorted((a, b) => b.confidence - a.confidence)[0] ?? null
}

/** @param isTwice whether rows may have been quoted once more as a whole */
function tabulate(sample: Sample, delimiter: string, isTwice: boolean): Table | null {
  if (delimiter !== NONE && !sample.text.includes(delimiter)) return null
  const doubled = cutTable(sample, { delimiter, quote: '"' })
  const twice = isTwice && doubled ? tableWithin(doubled) : null
  if (twice) return twice
  const single = areSingle(sample.text) ? cutTable(sample, { delimiter, quote: "'" }) : null
  if (single) return single
  const quoted = quotedTable(sample, delimiter, doubled)
  if (!sample.text.includes('"')) return quoted
  const plain = cutTable(sample, { delimiter, quote: null })
  // Quotes are taken as quotes unless the table falls apart with them and holds together without.
  return plain && (!quoted || (plain.consistency > quoted.consistency + 0.1 && isLoose(plain))) ? plain : quoted
}

/** Whether a line begins with a quote and holds two of them further on. */
const isQuotedTwice = (line: string): boolean => {
  const first = line.startsWith('\ufeff') ? 1 : 0
  return line[first] === '"' && line.includes('""', first + 1)
}

/** Rows that were quoted once more as a whole. */
function tableWithin(table: Table): Table | null {
  const inner = innerDelimiter(table.cells, Object.keys(DELIMITERS))
  if (!inner) return null
  const cells = table.cells.map(([line = '']) => innerCells(line, inner))
  return { ...table, dialect: { ...table.dialect, inner }, cells, columns: cells[0]?.length ?? 0 }
}

/** Lines that begin and end with single quotes. */
function areSingle(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/, 20).filter((line) => line !== '')
  return lines.length > 2 && lines.filter((line) => /^'.*'$/.test(line)).length >= lines.length * 0.8
}

/** Quotes within quotes are doubled, or have a backslash before them, as databases write them. */
function quotedTable(sample: Sample, delimiter: string, doubled: Table | null): Table | null {
  const { text } = sample
  if (!/\\"[^"]/.test(text) || /[^,;|\t\s"\\]""|""[^,;|\t\s"]/.test(text)) return doubled
  const escaped = cutTable(sample, { delimiter, quote: '"', escape: '\\' })
  if (!escaped || !doubled) return escaped ?? doubled
  // A backslash may also be the last sign of a cell.
  const isLast = /\\"\s*(?:[,;|\t\r\n]|$)/.test(text)
  return escaped.consistency > doubled.consistency || (escaped.consistency === doubled.consistency && !isLast)
    ? escaped
    : doubled
}

/** Several fields begin with a quote, and hardly one ends with it. */
function isLoose({ cells }: Table): boolean {
  const opened = cells.flat().filter((cell) => cell.startsWith('"'))
  return (
    opened.length >= 3 && opened.filter((cell) => cell.length > 1 && cell.endsWith('"')).length < opened.length * 0.2
  )
}

function cutTable(sample: Sample, dialect: Dialect): Table | null {
  const cutter = new CsvCutter(dialect)
  const cells: string[][] = []
  const places: Table['places'] = []
  const counts = new Map<number, number>()
  let broken = 0
  for (const row of sampleRows(sample, cutter, SAMPLE_ROWS)) {
    if (isSeparatorHint(row.text())) continue
    const fields = cutter.problem ? null : fieldsOf(row, cutter)
    if (!fields) {
      broken++
      continue
    }
    cells.push(fields)
    places.push({ start: row.start, end: row.end, line: row.line })
    counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1)
  }
  const [columns, rows] = [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0]
  if (columns < (dialect.delimiter === NONE ? 1 : 2)) return null
  return { dialect, cells, places, columns, consistency: rows / (cells.length + broken) }
}

/** Excel's first line that names the delimiter. */
const isSeparatorHint = (text: string | null): boolean => text !== null && text.length < 9 && /^sep=.\s*$/.test(text)

function understand(table: Table, sample: Sample): Detection | null {
  const { dialect, places } = table
  const { given } = sample
  const named = headerAt(table, given)
  const header = named !== -1
  // Without names of columns, what is above the table is a title.
  const at = header ? named : titleRows(table) - 1
  const names = header ? table.cells[at] : (table.cells[at + 1] ?? [])
  const rest = table.cells.slice(at + 1)
  const consistency = consistencyOf(table, header ? at : at + 1)
  if (table.cells.length === 0 || consistency < 0.6) return null
  if (!header && names.length !== table.columns) return null
  const columns = header ? unique(names) : Array.from({ length: table.columns }, (_, index) => `column_${index + 1}`)
  const explained = rowsThatExplain(rest)
  const data = rest
    .slice(explained)
    .filter((row) => row.length === columns.length && !(header && isSame(row, names)) && !isSection(row))
  if (data.length === 0 && !(header && rest.length === 0 && recognised(names) > 0)) return null
  const flat = readTable(columns, data, given)
  const windows =
    flat?.kind === 'texts' ? windowsIn(data.map((row) => row[columns.indexOf(flat.mapping.text ?? '')])) : null
  const shape = windows ? null : tableShape(columns, data, { flat, given })
  const reading = shape ? { kind: 'texts' as const, turnColumns: [], ...shape } : flat
  const tells = shape !== null || windows !== null
  if (
    !reading ||
    (!(tells && consistency >= 0.9) && !isConvincing(reading, { ...table, consistency }, header, data, given))
  )
    return null
  // Signs between turns without any header: delimiters that stand in the words divide nothing.
  const isLine = tells && !header && dialect.delimiter !== NONE && separates(shape)
  const certainty = isLine ? 0.7 : windows ? TOLD : reading.confidence
  return {
    confidence: Math.min(1, certainty * (0.5 + 0.5 * consistency)),
    saw: describe(dialect, columns.length, header, shape ?? reading),
    settings: {
      ...dialect,
      ...(areLineEndsSpelled(data) && { escape: '\\' }),
      header,
      columns,
      kind: reading.kind,
      turnColumns: reading.turnColumns,
      ...tableSettings(
        reading,
        columns,
        data,
        rest.some(isSection) || (header && rest.some((row) => isSame(row, names))),
      ),
      ...shape?.settings,
      ...(windows && { form: windows as unknown as JsonObject }),
      ...dataStart(places, at + explained, sample),
    },
    mapping: reading.mapping,
  }
}

/** What rows of turns have to be read with beside what their columns mean. `divided`: headings or headers stand among them. */
export function tableSettings(
  { kind, mapping, carried = false, beside }: Pick<TableReading, 'kind' | 'mapping' | 'carried' | 'beside'>,
  columns: readonly string[],
  rows: readonly Cells[],
  divided: boolean,
): { carried?: true; named?: true; sectioned?: true; beside?: string[] } {
  const said = columns.indexOf(mapping.text ?? '')
  const named = kind === 'turns' && mapping.speaker === undefined && areNamed(rows.map((row) => row[said] ?? ''))
  const sectioned = kind === 'whole_file' && divided
  return {
    ...(beside && { beside }),
    ...(carried && { carried }),
    ...(named && { named }),
    ...(sectioned && { sectioned }),
  }
}

/** Line ends stand in cells as the letters `\\n`, and no backslash means anything else. */
function areLineEndsSpelled(rows: readonly Cells[]): boolean {
  const backslashes = rows.flatMap((row) => row.flatMap((cell) => cell.match(/\\.?/g) ?? []))
  return backslashes.includes('\\n') && backslashes.every((sign) => /^\\[nrt\\]$/.test(sign))
}

/** Conversations in cells do not come about by chance. */
const TOLD = 0.95

const separates = (shape: TableShape | null): boolean =>
  shape === null || (shape.shape.kind === 'texts' && shape.shape.form?.kind === 'separated')

/** A header stands within so many rows; above it there may be a title. */
const TITLE_ROWS = 20

/** The row that names the columns; −1 when all rows are data. Of several the one that says most. */
function headerAt({ cells, columns }: Table, given?: Mapping): number {
  const candidates = cells
    .slice(0, TITLE_ROWS)
    .map((names, at) => ({ names, at }))
    .filter(
      ({ names, at }) =>
        (at === 0 || (names.length === columns && standsBelowTitle(cells, at, columns))) &&
        isHeader(
          names,
          cells.slice(at + 1).filter((row) => !isSame(row, names)),
          given,
        ),
    )
  const known = candidates.reduce<(typeof candidates)[number] | undefined>(
    (best, one) => (best && distinct(best.names) >= distinct(one.names) ? best : one),
    undefined,
  )
  if (known && recognised(known.names) > 0) return known.at
  return candidates[0]?.at === 0 ? 0 : -1
}

/** Files that were put behind each other have the header of each. */
export const isSame = (row: Cells, names: Cells): boolean =>
  row.length === names.length && row.every((cell, at) => cell.trim() === names[at]?.trim())

/** Rows of fewer cells above a table that has no header. */
const titleRows = ({ cells, columns }: Table): number =>
  Math.max(
    0,
    cells.slice(0, TITLE_ROWS).findIndex((row) => row.length === columns),
  )

const distinct = (names: Cells): number => recognised([...new Set(names)])

/** Titles fill few cells; of two full rows of names the lower one must say more than one that is known. */
const standsBelowTitle = (cells: readonly Cells[], at: number, columns: number): boolean =>
  cells
    .slice(0, at)
    .every((row) => row.length !== columns || row.filter((cell) => cell.trim() !== '').length * 2 <= columns) ||
  (at <= 2 && recognised(cells[at]) > 1)

/** Rows below the header that explain its columns again, as survey tools write them: units and types, too. */
export const rowsThatExplain = (rest: readonly Cells[]): number =>
  rest.slice(0, 3).findIndex((row) => row.some((cell) => cell.trimStart().startsWith('{"ImportId"'))) + 1 ||
  (rest[0] && rest.length > 1 && areUnits(rest[0]) ? 1 : 0)

function areUnits(row: Cells): boolean {
  const filled = row.map((cell) => cell.trim()).filter((cell) => cell !== '')
  return (
    filled.length >= 2 &&
    filled.every((cell) =>
      /^(?:[([<{][^\s].{0,30}[)\]>}]|-|(?:int|integer|float|double|number|numeric|str|string|text|varchar|char|bool|boolean|date|datetime|timestamp|id|object|category|categorical)(?:\(\d+\))?)$/i.test(
        cell,
      ),
    )
  )
}

/** A row that says something of the table below it, such as `Client:` beside `P07`. */
export function isAbout(row: Cells): boolean {
  const [name, ...values] = row.map((cell) => cell.trim()).filter((cell) => cell !== '')
  return name !== undefined && values.length <= 1 && /^[^:]{1,40}:$/.test(name)
}

/** A row with nothing but a heading, such as `Session 2`: it begins a conversation. */
export function isSection(row: Cells): boolean {
  const [only, ...more] = row.filter((cell) => cell.trim() !== '')
  return only !== undefined && more.length === 0 && isHeading(only)
}

/** Share of the rows from the header on that have the usual number of columns. */
function consistencyOf({ cells, columns, consistency }: Table, header: number): number {
  if (header <= 0) return consistency
  const rows = cells.slice(header)
  return rows.filter(({ length }) => length === columns).length / rows.length
}

/** Where the data begin: bytes after the byte order mark, and the line. */
function dataStart(
  places: Table['places'],
  header: number,
  { encoding }: Sample,
): { dataStart: number; dataLine: number } {
  const { unit } = textEncoding(encoding)
  const first = places[header + 1]
  if (first) return { dataStart: first.start * unit, dataLine: first.line }
  // The first row is longer than the sample, or there is none.
  const { end, line } = places[header]
  return { dataStart: end * unit, dataLine: line + 1 }
}

/** Prose that happens to hold commas is no table, and a sole column must call itself text. */
function isConvincing(
  reading: Pick<TableReading, 'mapping'>,
  table: Table,
  header: boolean,
  data: readonly Cells[],
  given: Mapping = {},
): boolean {
  const { text, question, answer } = reading.mapping
  if (header && question !== undefined && answer !== undefined) return true
  if (given.text === text && given.question === question) return true
  if (header && isConvincingName(reading.mapping.text ?? reading.mapping.question ?? '')) return true
  if (table.columns === 1) return false
  return table.consistency >= 0.9 && data.length >= 3 && reading.mapping.speaker !== undefined
}

/** Whether a column calls itself text. */
export const isConvincingName = (name: string): boolean => byConvention([name], allText) !== undefined

const allText = [
  ...CONVENTIONS.text,
  'question',
  'questions',
  'question_text',
  'question_body',
  'prompt',
  'context',
].concat(['instruction', 'input', 'query', 'seeker_post', 'seeker', 'patient', 'client', 'user', 'human', 'q'])

/** Short, distinct names that no column repeats further down. */
export function isHeader(first: Cells, rest: readonly Cells[], given: Mapping = {}): boolean {
  // Delimiters at the end of lines name nothing; at both ends they frame a table of Markdown.
  const last = first[0]?.trim() === '' ? first.length : first.findLastIndex((cell) => cell.trim() !== '')
  const names = first.slice(0, last + 1).map((cell) => cell.trim())
  if ([given.text, given.question, given.conversation].some((name) => name !== undefined && names.includes(name)))
    return true
  const named = names.filter((name) => name !== '')
  if (isFramed(first) && rest.every((row) => row.length === 1 || isFramed(row))) return false
  // Columns in which nothing stands need no name.
  const used = names.filter((name, index) => name !== '' || rest.some((row) => (row[index] ?? '').trim() !== ''))
  if (named.length < used.length - 1 || named.length === 0) return false
  if (named.some((name) => name.length > 80 || !Number.isNaN(Number(name)) || /[?!]$|\s\S.*\s.*\.$/.test(name)))
    return false
  // Two columns may share a name; a row that says the same again and again is none of names.
  if (new Set(named).size < (recognised(names) > 1 ? named.length * 0.6 : named.length)) return false
  const repeated = names.some((name, index) => name !== '' && rest.some((row) => row[index]?.trim() === name))
  if (repeated) return false
  if (recognised(names) > 0) return true
  if ((['client', 'therapist'] as const).every((side) => named.some((name) => sideAskedIn(name) === side))) return true
  // Unknown names still tell themselves from what is below by length or kind.
  return names.some((name, index) => {
    const below = rest.map((row) => row[index]?.trim() ?? '').filter((cell) => cell !== '')
    if (named.length > 1 && name !== '' && below.length >= 3 && below.every((cell) => !Number.isNaN(Number(cell))))
      return true
    const mean = below.reduce((sum, cell) => sum + cell.length, 0) / Math.max(below.length, 1)
    return mean > 4 * name.length && mean > 20
  })
}

/** Nothing before the first delimiter, and nothing behind the last one. */
const isFramed = (row: Cells): boolean => row.length > 2 && row[0]?.trim() === '' && row.at(-1)?.trim() === ''

const EVERY_NAME = [...new Set([...Object.values(CONVENTIONS).flat(), ...allText])]
export const recognised = (names: readonly string[]): number =>
  names.filter((name) => EVERY_NAME.includes(normalName(name))).length

export function unique(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.map((given, index) => {
    const name = given.trim() || `column_${index + 1}`
    let free = name
    for (let copy = 2; seen.has(free); copy++) free = `${name}_${copy}`
    seen.add(free)
    return free
  })
}

function describe(
  { delimiter, inner }: Dialect,
  columns: number,
  header: boolean,
  reading: TableReading | TableShape,
): string {
  const name = DELIMITERS[(inner ?? delimiter) as keyof typeof DELIMITERS]
  const table = name ? `A table of ${columns} columns, delimited by ${name}` : 'A table of one column'
  const rows = 'kind' in reading ? `each row is ${rowsDescription(reading.kind)}` : describeShape(reading.shape)
  return `${table}, ${header ? 'with' : 'without'} a header: ${rows}.`
}

/** What a row of a table of that kind is. */
export const rowsDescription = (kind: TableReading['kind']): string =>
  ({
    turns: 'a turn',
    whole_file: 'a turn of the same conversation',
    pair: 'a question with its answer',
    pairs: 'a question with its answer, several of which are one conversation',
    texts: 'a text',
  })[kind]

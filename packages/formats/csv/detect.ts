import { textEncoding } from '../encoding/index.ts'
import { byConvention, type Cells, CONVENTIONS, normalName, readTable, type TableReading } from '../columns/index.ts'
import { sampleRows } from '../rows/index.ts'
import type { Detection, Mapping, Sample } from '../types.ts'
import { CsvCutter, type Dialect } from './cutter.ts'
import { fieldsOf } from './fields.ts'

const SAMPLE_ROWS = 400
const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const
/** Delimits nothing, so that a line is one field. */
const NONE = '\u001f'

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
  const readings = [...Object.keys(DELIMITERS), NONE]
    .flatMap((delimiter) => tabulate(sample, delimiter) ?? [])
    .flatMap((table) => understand(table, sample) ?? [])
  return readings.toSorted((a, b) => b.confidence - a.confidence)[0] ?? null
}

function tabulate(sample: Sample, delimiter: string): Table | null {
  if (delimiter !== NONE && !sample.text.includes(delimiter)) return null
  const quoted = cutTable(sample, { delimiter, quote: '"' })
  if (!sample.text.includes('"')) return quoted
  const plain = cutTable(sample, { delimiter, quote: null })
  // Quotes are taken as quotes unless the table falls apart with them and holds together without.
  return plain && (!quoted || (plain.consistency > quoted.consistency + 0.1 && isLoose(plain))) ? plain : quoted
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
  const { dialect, consistency, places } = table
  const first = table.cells[0]
  if (!first || consistency < 0.6) return null
  const rest = table.cells.slice(1)
  const header = isHeader(first, rest, sample.given)
  if (!header && first.length !== table.columns) return null
  const columns = header ? unique(first) : Array.from({ length: table.columns }, (_, index) => `column_${index + 1}`)
  const data = (header ? rest : table.cells).filter((row) => row.length === columns.length)
  if (data.length === 0 && !(header && rest.length === 0 && recognised(first) > 0)) return null
  const reading = readTable(columns, data, sample.given)
  if (!reading || !isConvincing(reading, table, header, data, sample.given)) return null
  return {
    confidence: Math.min(1, reading.confidence * (0.5 + 0.5 * consistency)),
    saw: describe(dialect, columns.length, header, reading),
    settings: {
      ...dialect,
      header,
      columns,
      kind: reading.kind,
      turnColumns: reading.turnColumns,
      ...dataStart(places, header, sample),
    },
    mapping: reading.mapping,
  }
}

/** Where the data begin: bytes after the byte order mark, and the line. */
function dataStart(
  places: Table['places'],
  header: boolean,
  { encoding }: Sample,
): { dataStart: number; dataLine: number } {
  const { unit } = textEncoding(encoding)
  const first = places[header ? 1 : 0]
  if (first) return { dataStart: first.start * unit, dataLine: first.line }
  // The first row is longer than the sample, or there is none.
  const { end, line } = places[0]
  return { dataStart: end * unit, dataLine: line + 1 }
}

/** Prose that happens to hold commas is no table, and a sole column must call itself text. */
function isConvincing(
  reading: TableReading,
  table: Table,
  header: boolean,
  data: readonly Cells[],
  given: Mapping = {},
): boolean {
  const { text, question } = reading.mapping
  if (given.text === text && given.question === question) return true
  if (header && byConvention([reading.mapping.text ?? reading.mapping.question ?? ''], allText) !== undefined)
    return true
  if (table.columns === 1) return false
  return table.consistency >= 0.9 && data.length >= 3 && reading.mapping.speaker !== undefined
}

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
function isHeader(first: Cells, rest: readonly Cells[], given: Mapping = {}): boolean {
  const names = first.map((cell) => cell.trim())
  if ([given.text, given.question, given.conversation].some((name) => name !== undefined && names.includes(name)))
    return true
  const named = names.filter((name) => name !== '')
  if (named.length < names.length - 1 || named.length === 0) return false
  if (named.some((name) => name.length > 80 || !Number.isNaN(Number(name)) || /[.?!]$/.test(name))) return false
  if (new Set(named).size < named.length) return false
  const repeated = names.some((name, index) => name !== '' && rest.some((row) => row[index]?.trim() === name))
  if (repeated) return false
  if (recognised(names) > 0) return true
  // Unknown names still tell themselves from what is below by length or kind.
  return names.some((name, index) => {
    const below = rest.map((row) => row[index]?.trim() ?? '').filter((cell) => cell !== '')
    const mean = below.reduce((sum, cell) => sum + cell.length, 0) / Math.max(below.length, 1)
    return mean > 4 * name.length && mean > 20
  })
}

const EVERY_NAME = [...new Set([...Object.values(CONVENTIONS).flat(), ...allText])]
const recognised = (names: readonly string[]): number =>
  names.filter((name) => EVERY_NAME.includes(normalName(name))).length

function unique(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.map((given, index) => {
    const name = given.trim() || `column_${index + 1}`
    let free = name
    for (let copy = 2; seen.has(free); copy++) free = `${name}_${copy}`
    seen.add(free)
    return free
  })
}

function describe({ delimiter }: Dialect, columns: number, header: boolean, { kind }: TableReading): string {
  const name = DELIMITERS[delimiter as keyof typeof DELIMITERS]
  const table = name ? `A table of ${columns} columns, delimited by ${name}` : 'A table of one column'
  const rows = {
    turns: 'a turn',
    whole_file: 'a turn of the same conversation',
    pair: 'a question with its answer',
    texts: 'a text',
  }
  return `${table}, ${header ? 'with' : 'without'} a header: each row is ${rows[kind]}.`
}

import type { Json, JsonObject } from '@techdeck/contracts'
import { readTable, type TableReading } from '../columns/index.ts'
import {
  isConvincingName,
  isAbout,
  isHeader,
  isSame,
  isSection,
  rowsDescription,
  rowsThatExplain,
  tableSettings,
  unique,
} from '../csv/detect.ts'
import { tableShape, windowsIn } from '../csv/shape.ts'
import { describeShape } from '../objects/index.ts'
import type { Detection, Sample } from '../types.ts'
import { cellsOf, parseGridRow } from './row.ts'

const SAMPLE_ROWS = 400
/** A header stands within so many rows; above it there may be a title. */
const TITLE_ROWS = 20

interface Line {
  number: number
  values: Json[]
  cells: string[]
  /** Where the next line begins, in bytes of the sample. */
  end: number
}

/** Finds header and columns of a grid; `null` when no column holds what somebody said. */
export function detectGrid(sample: Sample): Detection | null {
  const { given } = sample
  const lines = linesOf(sample)
  const [first] = lines
  if (!first) return null
  const header = first.number === 0 ? 0 : headerOf(lines, sample)
  const named = lines[header]
  const below = lines.slice(header + 1)
  const explained = named ? rowsThatExplain(below.map(({ cells }) => cells)) : 0
  const rest = below.slice(explained)
  const width = Math.max(...[named, ...rest].map((line) => line?.cells.length ?? 0))
  const columns = named
    ? unique(padded(named.cells, width, ''))
    : Array.from({ length: width }, (_, index) => `column_${index + 1}`)
  const isAgain = ({ cells }: Line) => named !== undefined && isSame(padded(cells, width, ''), columns)
  // Lines such as `Client:` beside a name stand above the header, and again above each that comes further down.
  const about = named !== undefined && lines.slice(0, header).some(({ cells }) => isAbout(cells))
  const said = rest.filter((line) => !isSection(line.cells) && !isAgain(line) && !(about && isAbout(line.cells)))
  const data = said.map(({ cells }) => padded(cells, width, ''))
  const flat = readTable(columns, data, given)
  const texts = flat?.kind === 'texts' ? data.map((row) => row[columns.indexOf(flat.mapping.text ?? '')]) : []
  const windows = windowsIn(texts)
  const values = said.map((line) => padded<Json>(line.values, width, null))
  const shape = windows ? null : tableShape(columns, values, { flat, given })
  const reading = shape ? { kind: 'texts' as const, turnColumns: [], ...shape } : flat
  if (!reading || !(shape || windows || isTable(reading, [columns, first.cells], sample))) return null
  const rows = shape ? describeShape(shape.shape) : `each row is ${rowsDescription(reading.kind)}`
  return {
    confidence: Math.min(1, reading.confidence + 0.2),
    saw: `A table of ${columns.length} columns, ${named ? 'with' : 'without'} a header: ${rows}.`,
    settings: {
      columns,
      kind: reading.kind,
      turnColumns: reading.turnColumns,
      header: named !== undefined,
      dataStart: (explained > 0 ? below[explained - 1]?.end : named?.end) ?? 0,
      dataLine: rest[0]?.number ?? 1,
      ...tableSettings(reading, columns, data, said.length < rest.length),
      ...(about && { about }),
      ...shape?.settings,
      ...(windows && { form: windows as unknown as JsonObject }),
    },
    mapping: reading.mapping,
  }
}

function linesOf({ bytes, complete }: Sample): Line[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const lines: Line[] = []
  for (let start = 0; lines.length < SAMPLE_ROWS && start < buffer.length;) {
    const feed = buffer.indexOf(10, start)
    if (feed === -1 && !complete) break
    const end = feed === -1 ? buffer.length : feed + 1
    const row = parseGridRow(buffer.toString('utf8', start, end))
    if (row) lines.push({ ...row, cells: cellsOf(row.values), end })
    start = end
  }
  return lines
}

/** The row that names the columns, below a title if there is one; −1 when all rows are data. */
function headerOf(lines: readonly Line[], { given }: Sample): number {
  const filled = lines.map(({ cells }) => cells.filter((cell) => cell.trim() !== '').length)
  const usual = filled.toSorted((a, b) => a - b)[Math.floor(filled.length / 2)]
  // A title is a cell or two above a table that is wider.
  const at = filled
    .slice(0, TITLE_ROWS)
    .findIndex(
      (count, row) =>
        count * 2 >= usual && !(usual > 1 && [isSection, isAbout].some((stands) => stands(lines[row]?.cells ?? []))),
    )
  const below = lines
    .slice(at + 1)
    .map(({ cells }) => cells)
    .filter((row) => !isSame(row, lines[at]?.cells ?? []))
  return at !== -1 && isHeader(lines[at].cells, below, given) ? at : -1
}

/** A sole column must call itself text; and what explains the columns of another table holds no conversations. */
function isTable(
  { mapping }: Pick<TableReading, 'mapping'>,
  [columns, first]: readonly [readonly string[], readonly string[]],
  { given = {} }: Sample,
): boolean {
  if (given.text !== undefined && given.text === mapping.text) return true
  if (isConvincingName(mapping.text ?? mapping.question ?? '')) return true
  if (columns.length === 1) return false
  return mapping.speaker !== undefined || !(isCodeBook(columns) || isCodeBook(first))
}

const isCodeBook = (columns: readonly string[]): boolean =>
  columns.some((name) => /^(variable|field|column|code|item|key|term|abbreviation|sheet|tab)s?\b/i.test(name.trim())) &&
  columns.some((name) => /\b(description|definition|meaning|explanation|label|notes?|comments?)\b/i.test(name))

const padded = <T>(cells: readonly T[], width: number, empty: T): T[] => [
  ...cells,
  ...Array.from({ length: Math.max(0, width - cells.length) }, () => empty),
]

import { byConvention, CONVENTIONS, normalName, readTable } from '../columns/index.ts'
import { CsvCutter, type Dialect } from '../csv/cutter.ts'
import { fieldsOf } from '../csv/fields.ts'
import { detectEncoding, decodeLoosely } from '../encoding/index.ts'
import { sampleRows } from '../rows/index.ts'
import type { Reading, Sample } from '../types.ts'

const FIELDS = 'field_name field variable attribute attribute_name parameter property key name'.split(' ')
const VALUES = 'value field_value attribute_value val'.split(' ')
const SAMPLE_ROWS = 400

/** Where a long table has what: a row says of one thing what one field of it holds. */
export interface LongLayout {
  reading: Reading
  dialect: Dialect
  columns: string[]
  /** The columns that name the field and its value. */
  field: number
  value: number
  /** The columns that say of what, that of the record first. */
  keys: number[]
  /** The columns that tell what repeats within a record apart; without one, a field that comes again begins another row. */
  instances: number[]
  /** The column that names the visit or session of a record. */
  event: number | null
}

/** The layout of a table by its beginning; `null` where rows are no fields of what somebody said. */
export function layoutOf(head: Uint8Array, complete: boolean): LongLayout | null {
  const encoding = detectEncoding(head)
  if (!encoding) return null
  const bytes = head.subarray(encoding.bom)
  const text = decodeLoosely(encoding.encoding, bytes)
  const first = text.slice(0, 2000).split(/\r?\n/, 1)[0]
  if (!/val/i.test(first) || !/field|variable|attribute|parameter|property|key|name/i.test(first)) return null
  const delimiter = [',', ';', '\t', '|'].find((sign) => first.split(sign).length > 2)
  if (delimiter === undefined) return null
  const dialect: Dialect = { delimiter, quote: '"' }
  const [columns = [], ...data] = rowsOf({ bytes, text, encoding: encoding.encoding, complete }, dialect)
  const [named, valued] = [FIELDS, VALUES].map((names) => byConvention(columns, names))
  if (named === undefined || valued === undefined || data.length < 2) return null
  const [field, value] = [columns.indexOf(named), columns.indexOf(valued)]
  const others = columns.map((_, at) => at).filter((at) => at !== field && at !== value)
  const names = columns.map(normalName)
  const isRecord = (at: number) => /^(?:record|study_id|subject|participant|entity|id)/.test(names[at])
  const keys = [...others.filter(isRecord), ...others.filter((at) => !isRecord(at))]
  if (keys.length === 0) return null
  const instances = others.filter((at) => /instance|repeat|row|turn|seq|index|line/.test(names[at]))
  const event = others.find((at) => /event|visit|session/.test(names[at]) && !instances.includes(at)) ?? null
  const layout: LongLayout = {
    reading: { format: 'csv', encoding: encoding.encoding, bom: encoding.bom, settings: { ...dialect }, mapping: {} },
    dialect,
    columns,
    field,
    value,
    keys,
    instances,
    event,
  }
  return isOfRedcap(names) || saysWhoSpeaks(data, layout) ? layout : null
}

const isOfRedcap = (names: readonly string[]): boolean =>
  names.includes('field_name') && names.includes('value') && names.some((name) => /^record|^redcap_/.test(name))

/** Whether the fields, each as a column, hold who speaks and what. */
function saysWhoSpeaks(data: readonly string[][], { field, value }: LongLayout): boolean {
  const fields = [...new Set(data.map((row) => row[field] ?? ''))]
  if (fields.length < 2 || fields.length > data.length / 2) return false
  if (byConvention(fields, CONVENTIONS.text) === undefined || byConvention(fields, CONVENTIONS.speaker) === undefined)
    return false
  const columns = fields.map((name) => data.filter((row) => row[field] === name).map((row) => row[value] ?? ''))
  const rows = columns[0].map((_, at) => columns.map((cells) => cells[at] ?? ''))
  return readTable(fields, rows)?.mapping.speaker !== undefined
}

function rowsOf(sample: Sample, dialect: Dialect): string[][] {
  const cutter = new CsvCutter(dialect)
  const rows: string[][] = []
  for (const row of sampleRows(sample, cutter, SAMPLE_ROWS)) rows.push([...(fieldsOf(row, cutter) ?? [])])
  return rows
}

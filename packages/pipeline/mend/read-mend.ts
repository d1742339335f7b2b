import { ValidationError } from '@techdeck/core'
import { readFile, type ByteSource, type Mapping, type ReadItem, type Reading, type SourceRow } from '@techdeck/formats'
import type { BadRowFound } from './bad-row.ts'

export interface RowMend {
  /** The row as it should be, in the form of its file; the row as it stands when absent. */
  content?: string | undefined
  /** Which column or field means what in this row; goes before what holds for the file. */
  mapping?: Mapping | undefined
}

/**
 * Reads a mended row as its file is read, at the place of the old one: it has the same position, and belongs to the
 * conversation to which a row at that place belongs.
 *
 * @throws {@link ValidationError} when it still cannot be read, or is not one row
 */
export async function readMend(
  row: BadRowFound,
  { content, mapping }: RowMend,
  signal: AbortSignal,
): Promise<SourceRow> {
  const text = content ?? row.content
  if (text === null)
    throw unusable('too_long_or_not_text', 'The row as it stands is no text that can be read again. Give its content.')
  const { position, mark } = row
  const source = placed(Buffer.from(text.endsWith('\n') ? text : `${text}\n`), mark.byteOffset)
  const reading = readingOf(row.reading, mapping)
  const items: ReadItem[] = []
  for await (const item of readFile(source, reading, { file: position.file, start: mark, end: source.size }, signal))
    items.push(item)
  const [item, ...more] = items
  if (!item || more.length > 0)
    throw unusable(
      item ? 'several_rows' : 'no_row',
      `It reads as ${items.length} rows. Give exactly one, in the form of its file (${reading.format}).`,
    )
  if (item.bad)
    throw unusable(
      item.bad.reason,
      `It still cannot be read (${item.bad.reason}). Give it in the form of its file (${reading.format}), or a mapping that fits it.`,
    )
  return { ...item.row, position }
}

/** What people write is UTF-8, whatever the file is. */
function readingOf(reading: Reading, mapping: Mapping | undefined): Reading {
  const mended = { ...reading, encoding: 'utf-8', bom: 0 }
  if (!mapping) return mended
  const settings = { ...reading.settings }
  // An object is read by the shape that the mapping speaks of; of a table only the columns are others.
  if (settings['shape'] !== undefined) settings['shape'] = shapeBy(mapping)
  if (settings['kind'] !== undefined && mapping.question !== undefined) settings['kind'] = 'pair'
  return { ...mended, settings, mapping: { ...reading.mapping, ...mapping } }
}

const shapeBy = ({ question, text, conversation }: Mapping): string =>
  question === undefined ? (text === undefined ? 'own' : conversation === undefined ? 'texts' : 'turns') : 'pair'

/** Bytes as they would stand at a place of a file. */
const placed = (bytes: Uint8Array, offset: number): ByteSource => ({
  size: offset + bytes.length,
  async *read(start = 0, end = offset + bytes.length) {
    const part = bytes.subarray(Math.max(0, start - offset), Math.max(0, end - offset))
    if (part.length > 0) yield part
  },
})

const unusable = (problem: string, message: string): ValidationError =>
  new ValidationError(message, { details: [{ path: 'content', problem }], userMessage: message })

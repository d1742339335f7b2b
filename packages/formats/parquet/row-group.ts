import { ByteWriter, type ParquetWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import type { Column, GroupColumn, TextColumn } from '../column-stores/columns.ts'
import { bitWidth, Levels } from './levels.ts'

type Chunk = ParquetWriter['row_groups'][number]['columns'][number]
type Leaf = Exclude<Column, { kind: 'list' | 'group' }>

/**
 * Writes columns as a row group: pages, levels and dictionaries are made of the columns as they lie, where the library
 * would make an array of objects of each first. Every column is one page, and a dictionary where that halves it.
 */
export function writeRowGroup(file: ParquetWriter, rows: GroupColumn): void {
  const start = file.writer.offset
  const columns = membersOf(file, rows, [], Levels.ofRows(rows.length))
  const bytes = columns.reduce((sum, { meta_data: meta }) => sum + (meta?.total_uncompressed_size ?? 0n), 0n)
  file.num_rows += BigInt(rows.length)
  file.row_groups.push({
    columns,
    total_byte_size: bytes,
    num_rows: BigInt(rows.length),
    total_compressed_size: BigInt(file.writer.offset - start),
  })
}

function membersOf(file: ParquetWriter, group: GroupColumn, path: readonly string[], levels: Levels): Chunk[] {
  return group.fields.flatMap(({ name, optional }, at) => {
    const column = group.children[at]
    const own = optional && column.kind !== 'group' ? levels.optional(column) : levels
    return chunksOf(file, column, [...path, name], own)
  })
}

function chunksOf(file: ParquetWriter, column: Column, path: readonly string[], levels: Levels): Chunk[] {
  if (column.kind === 'group') return membersOf(file, column, path, levels)
  if (column.kind === 'list') return chunksOf(file, column.child, [...path, 'list', 'element'], levels.list(column))
  return [chunkOf(file.writer, column, path, levels)]
}

function chunkOf(writer: ParquetWriter['writer'], column: Leaf, path: readonly string[], levels: Levels): Chunk {
  const start = writer.offset
  const dictionary = column.kind === 'text' && paysAsDictionary(column) ? column.distinct : null
  const first = dictionary ? writeDictionary(writer, dictionary) : 0
  const pageAt = writer.offset
  const second = writePage(writer, column, levels, dictionary)
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: TYPES[column.kind],
      encodings: dictionary ? ['PLAIN', 'RLE_DICTIONARY'] : ['PLAIN'],
      path_in_schema: [...path],
      codec: 'SNAPPY',
      num_values: BigInt(levels.count),
      total_compressed_size: BigInt(writer.offset - start),
      total_uncompressed_size: BigInt(first + second),
      data_page_offset: BigInt(pageAt),
      ...(dictionary && { dictionary_page_offset: BigInt(start) }),
      statistics: { null_count: BigInt(levels.nulls), ...rangeOf(column) },
    },
  }
}

const TYPES = { text: 'BYTE_ARRAY', integer: 'INT64', number: 'DOUBLE' } as const

/** Of numbers alone: a text is long, and nobody looks for a range of texts. */
function rangeOf(column: Leaf): { min_value?: bigint | number; max_value?: bigint | number } {
  if (column.kind === 'text' || column.length === column.nulls) return {}
  const { least, most } = column
  if (column.kind === 'integer') return { min_value: BigInt(least), max_value: BigInt(most) }
  // Of the two zeros, a range takes the outer ones.
  return { min_value: least === 0 ? -0 : least, max_value: most === 0 ? 0 : most }
}

/** Whether the different texts and a number for each place take at most half of what the texts take. */
function paysAsDictionary({ distinct, offsets, length, nulls }: TextColumn): boolean {
  if (!distinct || distinct.length === 0) return false
  const own = distinct.reduce((sum, text) => sum + Buffer.byteLength(text) + 4, 0)
  const codes = ((length - nulls) * bitWidth(distinct.length - 1)) / 8
  return 2 * (own + codes) <= offsets[length] + 4 * (length - nulls)
}

/** Gives its bytes before compression, as `writePage` does. */
function writeDictionary(writer: ParquetWriter['writer'], distinct: readonly string[]): number {
  const texts = distinct.map((text) => Buffer.from(text))
  const values = Buffer.allocUnsafe(texts.reduce((sum, { length }) => sum + 4 + length, 0))
  let to = 0
  for (const text of texts) {
    to = values.writeUInt32LE(text.length, to)
    to += text.copy(values, to)
  }
  return writeParts(writer, values, [], (sizes) => ({
    type: 'DICTIONARY_PAGE',
    ...sizes,
    dictionary_page_header: { num_values: distinct.length, encoding: 'PLAIN' },
  }))
}

function writePage(
  writer: ParquetWriter['writer'],
  column: Leaf,
  levels: Levels,
  dictionary: readonly string[] | null,
): number {
  const { repetitionBytes, definitionBytes } = levels
  const values = dictionary ? codesOf(column as TextColumn, dictionary.length) : plainOf(column)
  return writeParts(writer, values, [repetitionBytes, definitionBytes], (sizes) => ({
    type: 'DATA_PAGE_V2',
    ...sizes,
    data_page_header_v2: {
      num_values: levels.count,
      num_nulls: levels.nulls,
      num_rows: levels.rows,
      encoding: dictionary ? 'RLE_DICTIONARY' : 'PLAIN',
      definition_levels_byte_length: definitionBytes.length,
      repetition_levels_byte_length: repetitionBytes.length,
      is_compressed: true,
    },
  }))
}

type Header = Parameters<typeof writePageHeader>[1]
type Sizes = Pick<Header, 'compressed_page_size' | 'uncompressed_page_size'>

function writeParts(
  writer: ParquetWriter['writer'],
  values: Uint8Array,
  before: readonly Uint8Array[],
  header: (sizes: Sizes) => Header,
): number {
  const start = writer.offset
  const compressed = snappyCompress(values)
  const levels = before.reduce((sum, { length }) => sum + length, 0)
  const size = levels + values.length
  writePageHeader(writer, header({ uncompressed_page_size: size, compressed_page_size: levels + compressed.length }))
  const headerSize = writer.offset - start
  for (const bytes of before) writer.appendBytes(bytes)
  writer.appendBytes(compressed)
  return headerSize + size
}

function codesOf({ codes, valid, length, nulls }: TextColumn, distinct: number): Uint8Array {
  const there = nulls === 0 ? codes.subarray(0, length) : codes.subarray(0, length).filter((_, at) => valid[at] === 1)
  const writer = new ByteWriter()
  const width = bitWidth(distinct - 1)
  writer.appendUint8(width)
  writeRleBitPackedHybrid(writer, there, width)
  return writer.getBytes()
}

function plainOf(column: Leaf): Uint8Array {
  if (column.kind === 'text') return plainTexts(column)
  const { values, valid, nulls } = column
  if (nulls === 0) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const isThere = (_: unknown, at: number) => valid[at] === 1
  return new Uint8Array(values instanceof BigInt64Array ? values.filter(isThere).buffer : values.filter(isThere).buffer)
}

/** Each text behind its length. */
function plainTexts({ bytes, offsets, valid, length, nulls }: TextColumn): Uint8Array {
  const plain = Buffer.allocUnsafe(offsets[length] + 4 * (length - nulls))
  let to = 0
  for (let at = 0; at < length; at++) {
    if (valid[at] === 0) continue
    to = plain.writeUInt32LE(offsets[at + 1] - offsets[at], to)
    to += bytes.copy(plain, to, offsets[at], offsets[at + 1])
  }
  return plain
}

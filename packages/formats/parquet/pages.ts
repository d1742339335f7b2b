import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { ColumnMetaData, CompressionCodec, PageHeader, RowGroup, SchemaTree } from 'hyparquet'
import { compressors as packings } from 'hyparquet-compressors'
import { parquetHeader } from 'hyparquet/src/column.js'
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath, isFlatColumn } from 'hyparquet/src/schema.js'
import { decompressLz4Block } from '../arrow/lz4.ts'
import { columnsRefused } from '../grid/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { checkThrift } from './thrift.ts'
import { checkRuns, checkSizedRuns, checkValues, readerOf, type Reader, type Room } from './values.ts'

/**
 * Values that may be in memory for one row group before its bytes count, those in lists and groups once for each level:
 * so many, and one more for each byte up to the limit, since a few bytes may stand for any number of equal values.
 */
const FREE_VALUES = 4_000_000
/** Rows are read in slices of about so many bytes, so that a row group of any size takes the same memory. */
const SLICE_BYTES = 16 * 1024 * 1024
const SLICE_ROWS = 50_000
/** Lists are read whole for each slice, so that there should be few of them. */
const SLICE_BYTES_OF_LISTS = 64 * 1024 * 1024

type Unpack = (packed: Uint8Array, length: number) => Uint8Array

const limited = (unpack: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array): Unpack => {
  return (packed, length) => unpack(packed, { maxOutputLength: Math.max(1, length) })
}

/** The library's own where they write into no more than they are asked for. */
const UNPACK: { [codec in CompressionCodec]?: Unpack } = {
  ...packings,
  UNCOMPRESSED: (bytes) => bytes,
  GZIP: limited(gunzipSync),
  BROTLI: limited(brotliDecompressSync),
  ZSTD: limited(zstdDecompressSync),
  // The library stumbles over blocks of nothing, which pyarrow writes.
  LZ4_RAW: decompressLz4Block,
}

export interface CheckedGroup {
  /** The group with columns that end where what was checked does. */
  group: RowGroup
  /** What unpacks its pages and looks through them before they are read. */
  compressors: { [codec: string]: Unpack }
  rows: number
  /** How many rows are read at once. */
  step: number
  /** Bytes of its pages in the file, and once they are unpacked. */
  packed: number
  unpacked: number
  /** Values that will be looked at, as often as that is; nulls and equal ones take time, though hardly any bytes. */
  work: number
}

/**
 * Looks through the headers of all pages of a row group before the library believes them: how much they say that there
 * is decides how much memory is taken.
 *
 * @throws UnprocessableFileError, or what the library throws at damage
 */
export async function checkGroup(
  group: RowGroup,
  schema: SchemaTree,
  bytesOf: (start: number, end: number) => Promise<Uint8Array>,
  limits: UnpackLimits,
): Promise<CheckedGroup> {
  const rows = Number(group.num_rows)
  if (!isCount(rows) || (rows > 0 && group.columns.length === 0)) throw columnsRefused('damaged')
  const compressors: CheckedGroup['compressors'] = {}
  const columns: RowGroup['columns'] = []
  const pages: ColumnPages[] = []
  const room: Room = { left: limits.maxGroupUnpackedBytes, limits }
  let packed = 0
  for (const [at, { meta_data: meta, ...chunk }] of group.columns.entries()) {
    if (!meta) throw columnsRefused('damaged')
    const unpack = UNPACK[meta.codec]
    if (!unpack) throw columnsRefused('unknown_packing')
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset)
    const size = Number(meta.total_compressed_size)
    if (!isCount(size)) throw columnsRefused('damaged')
    if (size > limits.maxChunkBytes) throw columnsRefused('too_large', passed('maxChunkBytes', limits))
    // Nothing keeps a file from naming the same bytes for many columns.
    if (packed + size > limits.maxGroupBytes) throw columnsRefused('too_large', passed('maxGroupBytes', limits))
    const column = new ColumnPages(meta, getTreePath(schema, meta.path_in_schema), { unpack, room })
    const end = column.check(await bytesOf(start, start + size), rows)
    packed += end
    pages.push(column)
    // By a name of its own, so that pages come here to be unpacked even if they are not packed.
    const codec = `column ${at}` as CompressionCodec
    compressors[codec] = (bytes, length) => column.unpack(bytes, length)
    columns.push({ ...chunk, meta_data: { ...meta, codec, total_compressed_size: BigInt(end) } })
  }
  const unpacked = sum(pages, ({ bytes }) => bytes)
  const slices = pages.every(({ isFlat }) => isFlat)
    ? Math.max(1, unpacked / SLICE_BYTES, rows / SLICE_ROWS)
    : Math.max(1, unpacked / SLICE_BYTES_OF_LISTS)
  const step = Math.max(1, Math.ceil(rows / Math.ceil(slices)))
  if (sum(pages, (column) => column.heldBytes(step)) > limits.maxGroupUnpackedBytes)
    throw columnsRefused('too_large', passed('maxGroupUnpackedBytes', limits))
  if (sum(pages, (column) => column.heldValues(step)) > Math.min(FREE_VALUES + packed, limits.maxGroupValues))
    throw columnsRefused('too_large', passed('maxGroupValues', limits))
  // The library looks for each column among all of them, in every slice.
  const search = (Math.ceil(rows / step) * columns.length ** 2) / 16
  const work = sum(pages, (column) => column.work(rows, step)) + search
  return { group: { ...group, columns }, compressors, rows, step, packed, unpacked, work }
}

/** What was learnt of the pages of a column, and how each is looked through when its turn comes. */
class ColumnPages {
  readonly isFlat: boolean
  bytes = 0
  #dictionary = 0
  readonly #data: { bytes: number; values: number }[] = []
  readonly #unread = new Map<number, PageHeader>()
  readonly #checked = new Set<PageHeader>()
  readonly #meta: ColumnMetaData
  readonly #path: SchemaTree[]
  readonly #unpack: Unpack
  readonly #room: Room
  readonly #levels: { repetition: number; definition: number }

  constructor(meta: ColumnMetaData, path: SchemaTree[], { unpack, room }: { unpack: Unpack; room: Room }) {
    // Every value is taken through all of them.
    if (path.length > room.limits.maxLevels) throw columnsRefused('too_large', passed('maxLevels', room.limits))
    this.#meta = meta
    this.#path = path
    this.#unpack = unpack
    this.#room = room
    this.isFlat = isFlatColumn(path)
    this.#levels = { repetition: getMaxRepetitionLevel(path), definition: getMaxDefinitionLevel(path) }
  }

  /** Gives where the last page ends; what stands behind the pages of all rows is nobody's. */
  check(bytes: Uint8Array, rows: number): number {
    let values = 0
    let at = 0
    for (let pages = 0; at < bytes.length - 1; pages++) {
      if (this.isFlat && values >= rows) break
      const start = checkThrift(bytes, at)
      const header = parquetHeader({ ...readerOf(bytes), offset: at })
      const { uncompressed_page_size: size, compressed_page_size: packed } = header
      if (!isCount(size) || !isCount(packed) || packed > bytes.length - start) throw columnsRefused('damaged')
      const { limits } = this.#room
      if (pages >= limits.maxPages) throw columnsRefused('too_large', passed('maxPages', limits))
      if (size > limits.maxGroupUnpackedBytes)
        throw columnsRefused('too_large', passed('maxGroupUnpackedBytes', limits))
      at = start + packed
      const count = this.#checkHeader(header, bytes.subarray(start, at), start)
      this.bytes += size
      if (header.type === 'DICTIONARY_PAGE') this.#dictionary = Math.max(this.#dictionary, size)
      else {
        values += count
        this.#data.push({ bytes: size, values: count })
      }
    }
    if (values < rows || values > Number(this.#meta.num_values)) throw columnsRefused('damaged')
    return at
  }

  /** Most bytes of its pages that are in memory when so many rows are read at once; lists are read whole. */
  heldBytes(step: number): number {
    return this.isFlat ? this.#dictionary + this.#mostAtOnce(step, 'bytes') : this.bytes
  }

  heldValues(step: number): number {
    if (this.isFlat) return this.#mostAtOnce(step, 'values')
    return sum(this.#data, ({ values }) => values) * Math.max(1, this.#levels.definition)
  }

  /** A page is read for each slice that it reaches into; lists are read whole for every one. */
  work(rows: number, step: number): number {
    if (!this.isFlat) return sum(this.#data, ({ values }) => values) * this.#path.length * Math.ceil(rows / step)
    let [work, row] = [0, 0]
    for (const { values } of this.#data) {
      work += values * (Math.floor((row + values) / step) - Math.floor(row / step) + 1)
      row += values
    }
    return work
  }

  /** Of pages that reach into the same slice of rows; one that ends where a slice begins is unpacked for it as well. */
  #mostAtOnce(step: number, what: 'bytes' | 'values'): number {
    let [most, held, slice, row] = [0, 0, 0, 0]
    for (const page of this.#data) {
      const [first, last] = [Math.floor(row / step), Math.floor((row + page.values) / step)]
      held = (first === slice ? held : 0) + page[what]
      most = Math.max(most, held)
      if (last !== first) held = page[what]
      slice = last
      row += page.values
    }
    return most
  }

  /** Gives how many values the page has. */
  #checkHeader(header: PageHeader, packed: Uint8Array, start: number): number {
    const { type, data_page_header: one, dictionary_page_header: named, data_page_header_v2: two } = header
    const page = type === 'DATA_PAGE' ? one : type === 'DICTIONARY_PAGE' ? named : type === 'DATA_PAGE_V2' ? two : null
    if (!page || !isCount(page.num_values) || typeof page.encoding !== 'string') throw columnsRefused('damaged')
    const { limits } = this.#room
    if (page.num_values > limits.maxPageValues) throw columnsRefused('too_large', passed('maxPageValues', limits))
    if (page === named && page.num_values > header.uncompressed_page_size * 8) throw columnsRefused('damaged')
    if (page === two) this.#checkSecond(header, packed, start)
    else this.#unread.set(start, header)
    return page.num_values
  }

  /** A page of the second version has its levels before what is packed. */
  #checkSecond(header: PageHeader, packed: Uint8Array, start: number): void {
    const page = header.data_page_header_v2
    if (!page) return
    const { num_values: count, num_nulls: nulls, num_rows: rows } = page
    const { repetition_levels_byte_length: repetition, definition_levels_byte_length: definition } = page
    if (![nulls, rows, repetition, definition].every(isCount)) throw columnsRefused('damaged')
    if (this.isFlat ? rows !== count : rows > count) throw columnsRefused('damaged')
    const levels = repetition + definition
    if (nulls > count || levels > packed.length || levels > header.uncompressed_page_size)
      throw columnsRefused('damaged')
    const reader = readerOf(packed)
    if (this.#levels.repetition > 0) checkRuns(reader, bitWidth(this.#levels.repetition), count)
    reader.offset = repetition
    if (this.#levels.definition > 0) checkRuns(reader, bitWidth(this.#levels.definition), count)
    const isPacked = page.is_compressed !== false && header.uncompressed_page_size > levels
    if (isPacked) this.#unread.set(start + levels, header)
    else this.#checkValues(readerOf(packed.subarray(levels)), header)
  }

  /** @throws UnprocessableFileError, or RangeError where the page ends before its values do */
  unpack(packed: Uint8Array, length: number): Uint8Array {
    const header = this.#unread.get(packed.byteOffset)
    if (!header) throw columnsRefused('damaged')
    const bytes = this.#unpack(packed, length)
    if (bytes.length !== length) throw columnsRefused('damaged')
    if (!this.#checked.has(header)) this.#checkValues(readerOf(bytes), header)
    this.#checked.add(header)
    return bytes
  }

  #checkValues(reader: Reader, { type, data_page_header: one, data_page_header_v2: two }: PageHeader): void {
    const { element } = this.#path[this.#path.length - 1]
    if (type === 'DATA_PAGE_V2' && two) {
      const { encoding, num_values: values, num_nulls: nulls } = two
      checkValues(reader, { encoding, count: values - nulls, version: 2 }, element, this.#room)
    } else if (type === 'DATA_PAGE' && one) {
      const { repetition, definition } = this.#levels
      if (repetition > 0) checkSizedRuns(reader, bitWidth(repetition), one.num_values)
      const count =
        definition > 0 ? checkSizedRuns(reader, bitWidth(definition), one.num_values, definition) : one.num_values
      checkValues(reader, { encoding: one.encoding, count, version: 1 }, element, this.#room)
    }
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0)

const bitWidth = (most: number): number => 32 - Math.clz32(most)

import type { Encoding, SchemaElement } from 'hyparquet'
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js'
import { readVarInt } from 'hyparquet/src/thrift.js'
import { columnsRefused } from '../grid/index.ts'

/** Packed runs are filled up to whole groups, by some writers to many of them. */
const FILLED_UP = 512

export interface Reader {
  view: DataView
  offset: number
}

export const readerOf = (bytes: Uint8Array): Reader => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
  offset: 0,
})

/**
 * Looks through the runs of so many values: the library believes the length of a run, however many values there may
 * be. Leaves the reader behind them and gives how many of them are `wanted`.
 *
 * @throws UnprocessableFileError, or RangeError where the page ends before
 */
export function checkRuns(reader: Reader, width: number, count: number, wanted?: number): number {
  if (width > 32) throw columnsRefused('damaged')
  const { view } = reader
  let found = 0
  for (let seen = 0; seen < count;) {
    const head = readVarInt(reader)
    const length = head & 1 ? (head >>> 1) * 8 : head >>> 1
    if (length > count - seen + FILLED_UP) throw columnsRefused('damaged')
    const used = Math.min(length, count - seen)
    if (head & 1) {
      if (wanted !== undefined)
        for (let index = 0; index < used; index++) if (packedAt(reader, width, index) === wanted) found++
      reader.offset += (length / 8) * width
      if (reader.offset > view.byteLength) throw columnsRefused('damaged')
    } else {
      let value = 0
      for (let bits = 0; bits < width; bits += 8) value |= view.getUint8(reader.offset++) << bits
      if (value === wanted) found += used
    }
    seen += used
  }
  return found
}

/** A value of a packed run; levels have at most eight bits. */
function packedAt({ view, offset }: Reader, width: number, index: number): number {
  const at = offset + ((index * width) >> 3)
  const next = at + 1 < view.byteLength ? view.getUint8(at + 1) : 0
  return ((view.getUint8(at) | (next << 8)) >> ((index * width) & 7)) & ((1 << width) - 1)
}

/** Runs behind the length of them in bytes. */
export function checkSizedRuns(reader: Reader, width: number, count: number, wanted?: number): number {
  const length = reader.view.getUint32(reader.offset, true)
  const end = reader.offset + 4 + length
  reader.offset += 4
  const found = checkRuns(reader, width, count, wanted)
  reader.offset = end
  return found
}

/**
 * Looks through `count` values of a page: what they become is no more than the page has room for, or `mostBytes`.
 *
 * @throws UnprocessableFileError, or RangeError where the page ends before
 */
export function checkValues(
  reader: Reader,
  { encoding, count, version }: { encoding: Encoding; count: number; version: 1 | 2 },
  { type, type_length: length }: SchemaElement,
  mostBytes: number,
): void {
  const isDictionary = encoding.endsWith('_DICTIONARY')
  if (isDictionary || encoding === 'RLE') {
    if (version === 1 ? type === 'BOOLEAN' : !isDictionary) return void checkSizedRuns(reader, 1, count)
    const width = reader.view.getUint8(reader.offset++)
    if (width > 0 || version === 2) checkRuns(reader, width, count)
  } else if (encoding === 'BYTE_STREAM_SPLIT') {
    const width = type === 'FIXED_LEN_BYTE_ARRAY' ? (length ?? 0) : type === 'FLOAT' || type === 'INT32' ? 4 : 8
    if (!(count * width <= reader.view.byteLength - reader.offset)) throw columnsRefused('damaged')
  } else if (encoding.startsWith('DELTA_')) {
    checkDeltaBlocks(reader)
    if (encoding === 'DELTA_BYTE_ARRAY') checkPrefixes(reader, count, mostBytes)
  }
}

/** A block has a byte for each of its parts. */
function checkDeltaBlocks({ view, offset }: Reader): void {
  const ahead = { view, offset }
  readVarInt(ahead)
  const parts = readVarInt(ahead)
  if (parts < 0 || parts > view.byteLength) throw columnsRefused('damaged')
}

/** Texts that begin like the one before them: a few bytes of page may stand for very many. */
function checkPrefixes(reader: Reader, count: number, mostBytes: number): void {
  const [prefixes, suffixes] = [new Int32Array(count), new Int32Array(count)]
  deltaBinaryUnpack(reader, count, prefixes)
  deltaBinaryUnpack(reader, count, suffixes)
  let before = 0
  let bytes = 0
  for (let index = 0; index < count; index++) {
    const [prefix, suffix] = [prefixes[index], suffixes[index]]
    if (prefix < 0 || suffix < 0 || prefix > before) throw columnsRefused('damaged')
    before = prefix + suffix
    if ((bytes += before) > mostBytes) throw columnsRefused('too_large')
  }
}

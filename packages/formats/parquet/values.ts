import type { Encoding, SchemaElement } from 'hyparquet'
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js'
import { readVarInt } from 'hyparquet/src/thrift.js'
import { columnsRefused } from '../grid/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'

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

/** Bytes that the texts of pages may still take, where a few bytes of a page stand for many. */
export interface Room {
  left: number
  limits: UnpackLimits
}

/**
 * Looks through `count` values of a page: what they become is no more than the page has room for, or than `room`, and
 * to read them takes time by their number.
 *
 * @throws UnprocessableFileError, or RangeError where the page ends before
 */
export function checkValues(
  reader: Reader,
  { encoding, count, version }: { encoding: Encoding; count: number; version: 1 | 2 },
  { type, type_length: length }: SchemaElement,
  room: Room,
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
    checkDelta({ ...reader }, count)
    if (encoding === 'DELTA_BYTE_ARRAY') checkPrefixes(reader, count, room)
  } else if (encoding === 'ALP') checkAlp(reader.view, reader.offset, { count, isDouble: type === 'DOUBLE' })
}

const MOST_VARINT_BYTES = 10

/** A whole number that has an end where one of 64 bits has it: the library goes on for ever, slower with each byte. */
function passVarInt(reader: Reader): void {
  const { view, offset } = reader
  const last = offset + MOST_VARINT_BYTES
  while (view.getUint8(reader.offset++) & 0x80) if (reader.offset >= last) throw columnsRefused('damaged')
}

/** Looks through the blocks of so many numbers, and leaves the reader behind them. */
function checkDelta(reader: Reader, count: number): void {
  const { view } = reader
  const block = boundVarInt(reader)
  const parts = boundVarInt(reader)
  passVarInt(reader)
  passVarInt(reader)
  const size = block / parts
  if (!(parts > 0 && parts <= view.byteLength && size > 0 && size % 32 === 0)) throw columnsRefused('damaged')
  for (let seen = 1; seen < count;) {
    passVarInt(reader)
    const widths = reader.offset
    reader.offset += parts
    for (let part = 0; part < parts && seen < count; part++, seen += size) {
      const width = view.getUint8(widths + part)
      if (width > 64) throw columnsRefused('damaged')
      reader.offset += (size * width) / 8
    }
  }
}

function boundVarInt(reader: Reader): number {
  passVarInt({ ...reader })
  return readVarInt(reader)
}

/** Floating numbers as whole ones in vectors: each has no more exceptions than numbers, so that none is set again and again. */
function checkAlp(view: DataView, start: number, { count, isDouble }: { count: number; isDouble: boolean }): void {
  const most = 1 << Math.min(15, view.getUint8(start + 2))
  const vectors = start + 7
  if (view.getInt32(start + 3, true) !== count) throw columnsRefused('damaged')
  for (let first = 0, vector = 0; first < count; first += most, vector++) {
    const at = vectors + view.getUint32(vectors + vector * 4, true)
    const numbers = Math.min(most, count - first)
    const width = view.getUint8(at + (isDouble ? 12 : 8))
    if (view.getUint16(at + 2, true) > numbers || width > (isDouble ? 64 : 32)) throw columnsRefused('damaged')
  }
}

/** Texts that begin like the one before them: a few bytes of page may stand for very many. */
function checkPrefixes(reader: Reader, count: number, room: Room): void {
  const [prefixes, suffixes] = [new Int32Array(count), new Int32Array(count)]
  deltaBinaryUnpack(reader, count, prefixes)
  checkDelta({ ...reader }, count)
  deltaBinaryUnpack(reader, count, suffixes)
  let before = 0
  for (let index = 0; index < count; index++) {
    const [prefix, suffix] = [prefixes[index], suffixes[index]]
    if (prefix < 0 || suffix < 0 || prefix > before) throw columnsRefused('damaged')
    before = prefix + suffix
    if ((room.left -= before) < 0) throw columnsRefused('too_large', passed('maxGroupUnpackedBytes', room.limits))
  }
}

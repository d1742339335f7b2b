import { columnsRefused } from '../grid/index.ts'

const MOST_DEPTH = 64
const MOST_VARINT_BYTES = 10
/** Fields, structs and elements of lists in one footer; some five bytes each in honest ones. */
const MOST_VALUES = 4_000_000

const BYTE = 3
const INTEGERS = [4, 5, 6]
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const STRUCT = 12

/**
 * Looks through a struct of Thrift's compact protocol before the library does, which makes lists as long as they say
 * that they are. Gives the place behind the struct.
 *
 * @throws UnprocessableFileError
 */
export function checkThrift(bytes: Uint8Array, start: number): number {
  let left = MOST_VALUES
  let at = start

  const byte = (): number => {
    if (at >= bytes.length) throw columnsRefused('damaged')
    return bytes[at++]
  }
  const skip = (length: number): void => {
    if (length > bytes.length - at) throw columnsRefused('damaged')
    at += length
  }
  const varint = (): number => {
    let value = 0
    for (let place = 0; place < MOST_VARINT_BYTES; place++) {
      const next = byte()
      value += (next & 0x7f) * 2 ** (7 * place)
      if (next < 0x80) return value
    }
    throw columnsRefused('damaged')
  }
  const list = (depth: number): void => {
    const head = byte()
    const size = head >> 4 === 15 ? varint() : head >> 4
    if (size > bytes.length - at) throw columnsRefused('damaged')
    const type = head & 15
    for (let element = 0; element < size; element++) value(type < BYTE ? BYTE : type, depth)
  }
  const value = (type: number, depth: number): void => {
    if (--left < 0) throw columnsRefused('too_large')
    if (type === BYTE) skip(1)
    else if (INTEGERS.includes(type)) varint()
    else if (type === DOUBLE) skip(8)
    else if (type === BINARY) skip(varint())
    else if (type === LIST) list(depth + 1)
    else if (type === STRUCT) struct(depth + 1)
    else if (type === 0 || type > BYTE) throw columnsRefused('damaged')
  }
  const struct = (depth: number): void => {
    if (depth > MOST_DEPTH) throw columnsRefused('damaged')
    for (let head = byte(); (head & 15) !== 0; head = byte()) {
      if (head >> 4 === 0) varint()
      value(head & 15, depth)
    }
  }
  struct(0)
  return at
}

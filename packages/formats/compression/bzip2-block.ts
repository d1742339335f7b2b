import { Bits, Bzip2Error } from './bzip2-bits.ts'

const GROUP = 50
const LONGEST_CODE = 20
const RUN_A = 0
const RUN_B = 1
const PIECE = 64 * 1024

/** What one block holds, and the checksum of that. `scratch` has one place for each byte that it may hold. */
export function decodeBlock(bits: Bits, scratch: Uint32Array): { pieces: Uint8Array[]; checksum: number } {
  if (bits.read(1) === 1) throw damage() // Of a kind that no tool has written since 1997.
  const origin = bits.read(24)
  const symbols = readSymbols(bits)
  const { tables, selectors } = readTables(bits, symbols.length + 2)
  const counts = new Uint32Array(256)
  const length = readCodes(bits, symbols, tables, selectors, scratch, counts)
  if (origin >= length) throw damage()
  return unravel(scratch, length, origin, counts)
}

const damage = () => new Bzip2Error('BZIP2_DAMAGED')

/** The byte values that occur, in order. */
function readSymbols(bits: Bits): number[] {
  const ranges = bits.read(16)
  const symbols: number[] = []
  for (let high = 0; high < 16; high++) {
    if (!(ranges & (0x8000 >>> high))) continue
    const used = bits.read(16)
    for (let low = 0; low < 16; low++) if (used & (0x8000 >>> low)) symbols.push(high * 16 + low)
  }
  if (symbols.length === 0) throw damage()
  return symbols
}

interface Table {
  shortest: number
  /** The highest code of each length, −1 where there is none. */
  limit: Int32Array
  /** What to take off a code of each length to get its place among all. */
  base: Int32Array
  symbols: Uint16Array
}

function readTables(bits: Bits, size: number): { tables: Table[]; selectors: Uint8Array } {
  const count = bits.read(3)
  const selectors = new Uint8Array(bits.read(15))
  if (count < 2 || count > 6 || selectors.length === 0) throw damage()
  const recent = [0, 1, 2, 3, 4, 5].slice(0, count)
  for (let at = 0; at < selectors.length; at++) {
    let place = 0
    while (bits.read(1)) if (++place >= count) throw damage()
    const [table] = recent.splice(place, 1) as [number]
    recent.unshift(table)
    selectors[at] = table
  }
  const tables: Table[] = []
  for (let at = 0; at < count; at++) tables.push(readTable(bits, size))
  return { tables, selectors }
}

function readTable(bits: Bits, size: number): Table {
  const lengths = new Uint8Array(size)
  let length = bits.read(5)
  for (let symbol = 0; symbol < size; symbol++) {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE) throw damage()
      if (!bits.read(1)) break
      length += bits.read(1) ? -1 : 1
    }
    lengths[symbol] = length
  }
  const table: Table = {
    shortest: Math.min(...lengths),
    limit: new Int32Array(LONGEST_CODE + 1).fill(-1),
    base: new Int32Array(LONGEST_CODE + 1),
    symbols: new Uint16Array(size),
  }
  let [code, place] = [0, 0]
  for (let bitsOfCode = table.shortest; bitsOfCode <= LONGEST_CODE; bitsOfCode++) {
    table.base[bitsOfCode] = code - place
    for (let symbol = 0; symbol < size; symbol++)
      if (lengths[symbol] === bitsOfCode) {
        table.symbols[place++] = symbol
        table.limit[bitsOfCode] = code++
      }
    code <<= 1
  }
  return table
}

/** Undoes the Huffman codes, the runs and the moves to the front; gives the number of bytes. */
function readCodes(
  bits: Bits,
  values: readonly number[],
  tables: readonly Table[],
  selectors: Uint8Array,
  into: Uint32Array,
  counts: Uint32Array,
): number {
  const recent = Uint8Array.from(values)
  const end = values.length + 1
  let [length, run, weight, group] = [0, 0, 1, 0]
  for (;;) {
    if (group >= selectors.length) throw damage()
    const table = tables[selectors[group++]]
    for (let left = GROUP; left > 0; left--) {
      const symbol = readSymbol(bits, table)
      if (symbol === RUN_A || symbol === RUN_B) {
        run += weight << symbol
        weight *= 2
        if (run > into.length) throw damage()
        continue
      }
      if (run > 0) {
        if (length + run > into.length) throw damage()
        into.fill(recent[0], length, length + run)
        counts[recent[0]] += run
        length += run
        run = 0
        weight = 1
      }
      if (symbol === end) return length
      if (symbol > end || length >= into.length) throw damage()
      const value = recent[symbol - 1]
      recent.copyWithin(1, 0, symbol - 1)
      recent[0] = value
      counts[value]++
      into[length++] = value
    }
  }
}

function readSymbol(bits: Bits, { shortest, limit, base, symbols }: Table): number {
  let code = bits.read(shortest)
  for (let length = shortest; length <= LONGEST_CODE; length++) {
    if (code <= limit[length]) {
      const place = code - base[length]
      if (place >= 0 && place < symbols.length) return symbols[place]
      throw damage()
    }
    code = (code << 1) | bits.read(1)
  }
  throw damage()
}

/** Undoes the sorting of the rotations, and the runs that were packed before it. */
function unravel(
  sorted: Uint32Array,
  length: number,
  origin: number,
  counts: Uint32Array,
): { pieces: Uint8Array[]; checksum: number } {
  let before = 0
  for (let value = 0; value < 256; value++) {
    const count = counts[value]
    counts[value] = before
    before += count
  }
  for (let at = 0; at < length; at++) sorted[counts[sorted[at] & 0xff]++] |= at << 8
  const out = new Pieces()
  let place = sorted[origin] >>> 8
  let [repeats, last] = [0, -1]
  for (let left = length; left > 0; left--) {
    const entry = sorted[place]
    const value = entry & 0xff
    place = entry >>> 8
    if (repeats === 4) {
      out.add(last, value)
      repeats = 0
      last = -1
      continue
    }
    repeats = value === last ? repeats + 1 : 1
    last = value
    out.add(value, 1)
  }
  return out.done()
}

class Pieces {
  readonly #pieces: Uint8Array[] = []
  #piece = Buffer.allocUnsafe(PIECE)
  #at = 0
  #checksum = 0xffffffff

  add(value: number, count: number): void {
    for (let left = count; left > 0; left--) {
      if (this.#at === PIECE) this.#next()
      this.#piece[this.#at++] = value
      this.#checksum = (this.#checksum << 8) ^ CRC[(this.#checksum >>> 24) ^ value]
    }
  }

  done(): { pieces: Uint8Array[]; checksum: number } {
    this.#next()
    return { pieces: this.#pieces, checksum: ~this.#checksum >>> 0 }
  }

  #next(): void {
    this.#pieces.push(this.#piece.subarray(0, this.#at))
    this.#piece = Buffer.allocUnsafe(PIECE)
    this.#at = 0
  }
}

/** CRC-32 of bzip2, which takes the highest bit first. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24
  for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  return sum >>> 0
})

import type { Room } from '../kernel/room.ts'
import { allocateTokens, appendTokens, UnitBuffer } from './tokens.ts'

/** Characters that a phrase may have. */
const MAX_PHRASE = 256

/** The kernel compares eight units at once, so it reads some behind the last word. */
const UNITS_BEHIND = 8

/** Known words, numbered from 1; 0 stands for every other word. Looked up by hash and then compared, so never wrong. */
export class Vocabulary {
  /** One more than the highest number. */
  size = 1
  /** The units of all words after each other; word `n` ends where word `n + 1` starts. */
  private units: Uint16Array
  private starts: Int32Array
  /** Pairs of number and hash. */
  private table: Int32Array
  private mask = (1 << 12) - 1
  private room: Room | null
  private readonly phrases = new Map<string, readonly number[]>()
  private readonly buffer = new UnitBuffer(MAX_PHRASE)
  private readonly tokens = allocateTokens(MAX_PHRASE)

  /** @param room where words are kept, for the kernel to look them up; else they are in memory of their own */
  constructor(room: Room | null = null) {
    this.room = room
    this.units = this.moved(new Uint16Array(0), 1 << 15)
    this.starts = this.moved(new Int32Array(0), 1 << 12)
    this.table = this.moved(new Int32Array(0), 1 << 13)
  }

  /** What the kernel looks words up in: the addresses of pairs, of units and of starts, with the mask of the pairs. */
  get lookUp(): { table: number; mask: number; units: number; starts: number } {
    const { table, mask, units, starts } = this
    return { table: table.byteOffset, mask, units: units.byteOffset, starts: starts.byteOffset }
  }

  /** Leaves the room to others; words are known as before. */
  leaveRoom(): void {
    const { room, units, starts, table } = this
    if (!room) return
    this.room = null
    this.units = units.slice()
    this.starts = starts.slice()
    this.table = table.slice()
    for (const each of [units, starts, table]) room.free(each.byteOffset, each.byteLength)
  }

  /** The numbers of the tokens of a phrase of at most 256 characters; words that are new get a number. */
  add(phrase: string): readonly number[] {
    let ids = this.phrases.get(phrase)
    if (!ids) this.phrases.set(phrase, (ids = this.read(phrase)))
    return ids
  }

  /** The number of the token that stands at `start` to `end` of folded units, 0 when it is not known. */
  find(folded: Uint16Array, start: number, end: number, hash: number): number {
    const { table, mask, units, starts } = this
    search: for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const id = table[slot * 2]
      if (id === 0) return 0
      if (table[slot * 2 + 1] !== hash) continue
      const from = starts[id]
      if (starts[id + 1] - from !== end - start) continue
      for (let at = start, own = from; at < end; at++, own++) if (folded[at] !== units[own]) continue search
      return id
    }
  }

  /** The number of a token as in {@link find}; one that is new gets a number. */
  intern(folded: Uint16Array, start: number, end: number, hash: number): number {
    return this.find(folded, start, end, hash) || this.insert(folded.subarray(start, end), hash)
  }

  /** The folded units of a known word. */
  unitsOf(id: number): Uint16Array {
    return this.units.subarray(this.starts[id], this.starts[id + 1])
  }

  /** Whether a single word is known. */
  has(word: string): boolean {
    const { buffer, tokens } = this
    if (word.length > MAX_PHRASE) return false
    buffer.write(word, 0)
    tokens.count = 0
    appendTokens(buffer.units, 0, word.length, tokens)
    return tokens.count === 1 && this.find(buffer.units, tokens.start[0], tokens.end[0], tokens.hash[0]) !== 0
  }

  private read(phrase: string): number[] {
    const { buffer, tokens } = this
    const { units } = buffer
    buffer.write(phrase, 0)
    tokens.count = 0
    appendTokens(units, 0, phrase.length, tokens)
    const { start, end, hash } = tokens
    const ids: number[] = []
    for (let i = 0; i < tokens.count; i++) ids.push(this.intern(units, start[i], end[i], hash[i]))
    return ids
  }

  private insert(word: Uint16Array, hash: number): number {
    const id = this.size++
    if (id + 2 > this.starts.length) this.starts = this.moved(this.starts, this.starts.length * 2)
    const from = this.starts[id]
    while (from + word.length + UNITS_BEHIND > this.units.length)
      this.units = this.moved(this.units, this.units.length * 2)
    this.units.set(word, from)
    this.starts[id + 1] = from + word.length
    if (this.size * 3 > this.mask) this.grow()
    this.place(id, hash)
    return id
  }

  private place(id: number, hash: number): void {
    let slot = spread(hash) & this.mask
    while (this.table[slot * 2] !== 0) slot = (slot + 1) & this.mask
    this.table[slot * 2] = id
    this.table[slot * 2 + 1] = hash
  }

  private grow(): void {
    const old = this.table.slice()
    this.mask = this.mask * 2 + 1
    this.table = this.moved(this.table, old.length * 2).fill(0)
    for (let at = 0; at < old.length; at += 2) if (old[at] !== 0) this.place(old[at], old[at + 1])
  }

  /** The same numbers in a larger list. */
  private moved<A extends Int32Array | Uint16Array>(from: A, length: number): A {
    const Numbers = from.constructor as new (buffer: ArrayBufferLike, at: number, length: number) => A
    const { room } = this
    const bytes = length * from.BYTES_PER_ELEMENT
    if (!room) {
      const to = new Numbers(new ArrayBuffer(bytes), 0, length)
      to.set(from)
      return to
    }
    const at = room.allocate(bytes)
    const to = new Numbers(room.bytes(at, bytes).buffer, at, length)
    to.fill(0)
    to.set(from)
    if (from.length > 0) room.free(from.byteOffset, from.byteLength)
    return to
  }
}

const spread = (hash: number): number => hash ^ (hash >>> 15)

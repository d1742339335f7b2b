import { HASHES_AROUND, kernel } from '../kernel/kernel.ts'
import { lexicon } from '../lexicons.ts'
import type { FormTable } from './forms.ts'
import {
  allocateTokens,
  appendTokens,
  ASCII_CLASSES,
  CAPITAL,
  DIGIT,
  PUNCTUATION,
  UnitBuffer,
  type Tokens,
} from './tokens.ts'

/** Units from which on a text's room is not kept for the next one. */
const LARGE_TEXT = 1 << 18
const SMALLEST = 1 << 14

/** What was read of a text. Good until another text is read. */
export interface ReadText {
  tokens: Tokens
  ids: Int32Array
  forms: Int32Array
  /** Where phrases end: a token and the state that the search is in there. */
  found: Int32Array
  /** How many numbers of {@link found} there are. */
  foundCount: number
  /** Tokens with a digit or a capital. */
  marked: Int32Array
  markedCount: number
}

/** Reads the turns of a text, one after the other. */
export interface TextReader extends ReadText {
  /** Puts the text where it is read. */
  write(text: string): void
  /**
   * Reads units `from` to `to` as a turn: appends its tokens, and what phrases end in it and which tokens are marked.
   *
   * @returns how many words there are, and whether the turn holds surrogates
   */
  readTurn(from: number, to: number): { words: number; surrogates: boolean }
}

/** Reads in memory of its own, for texts that are too large to be kept, and as the kernel does. */
export class PlainReader implements TextReader {
  readonly tokens: Tokens
  readonly ids: Int32Array
  readonly forms: Int32Array
  readonly found: Int32Array
  foundCount = 0
  readonly marked: Int32Array
  markedCount = 0
  private readonly table: FormTable
  private readonly buffer: UnitBuffer

  constructor(units: number, table: FormTable) {
    this.table = table
    this.buffer = new UnitBuffer(units)
    this.tokens = allocateTokens(units)
    this.ids = new Int32Array(units)
    this.forms = new Int32Array(units)
    this.found = new Int32Array(units * 2)
    this.marked = new Int32Array(units)
  }

  write(text: string): void {
    this.buffer.write(text, 0)
  }

  readTurn(from: number, to: number): { words: number; surrogates: boolean } {
    const { tokens, table, ids, forms, found, marked } = this
    const { units } = this.buffer
    const { automaton } = lexicon()
    let at = tokens.count
    const surrogates = appendTokens(units, from, to, tokens)
    let state = 0
    let words = 0
    for (; at < tokens.count; at++) {
      const form = table.number(units, from + tokens.start[at], from + tokens.end[at], tokens.hash[at])
      forms[at] = form
      ids[at] = table.ids[form]
      state = automaton.step(state, ids[at])
      if (automaton.reports(state)) {
        found[this.foundCount++] = at
        found[this.foundCount++] = state
      }
      if (tokens.shape[at] & (DIGIT | CAPITAL)) marked[this.markedCount++] = at
      if ((tokens.shape[at] & PUNCTUATION) === 0) words++
    }
    return { words, surrogates }
  }
}

const TEXT_BYTES = 96
/** Places of what the kernel is told, and tells, of a text. */
const [TABLE, STATE, WORDS, FOUND, MARKED] = [9, 17, 18, 19, 20]

/** Reads by the kernel, in its memory. Words and characters that it does not know are learnt and read here. */
class KernelReader implements TextReader {
  readonly tokens: Tokens
  readonly ids: Int32Array
  readonly forms: Int32Array
  readonly found: Int32Array
  readonly marked: Int32Array
  readonly capacity: number
  private readonly kernel = kernel()
  private readonly buffer: UnitBuffer
  private readonly text: Int32Array
  private table: FormTable | null = null
  private readonly pieces: { at: number; bytes: number }[] = []

  constructor(units: number) {
    this.capacity = units
    const { own } = this.kernel
    const integers = (length: number): Int32Array => own.integers(this.allocate(length * 4), length)
    const bytes = own.bytes(this.allocate(units * 2 + 16), units * 2)
    this.buffer = new UnitBuffer(units, new Uint16Array(bytes.buffer, bytes.byteOffset, units))
    const around = HASHES_AROUND / 4
    this.tokens = {
      count: 0,
      start: integers(units),
      end: integers(units),
      hash: integers(units + 2 * around).subarray(around, units + around),
      shape: own.bytes(this.allocate(units), units),
    }
    this.forms = integers(units)
    this.ids = integers(units)
    this.found = integers(units * 2)
    this.marked = integers(units)
    this.text = integers(TEXT_BYTES / 4)
    const ascii = own.bytes(this.allocate(ASCII_CLASSES.length), ASCII_CLASSES.length)
    ascii.set(ASCII_CLASSES)
    const { start, end, hash, shape } = this.tokens
    const addresses = [start, end, hash, shape, this.forms, this.ids].map(({ byteOffset }) => byteOffset)
    this.text.set([bytes.byteOffset, 0, ascii.byteOffset, ...addresses])
    const { nodes, symbols, fromRoot } = automatonAddresses()
    this.text.set([nodes, symbols, fromRoot], 14)
  }

  get foundCount(): number {
    return (this.text[FOUND] - this.found.byteOffset) / 4
  }

  get markedCount(): number {
    return (this.text[MARKED] - this.marked.byteOffset) / 4
  }

  /** Begins another text. */
  begin(table: FormTable): this {
    this.table = table
    this.tokens.count = 0
    this.text[FOUND] = this.found.byteOffset
    this.text[MARKED] = this.marked.byteOffset
    this.kernel.adopt(null, 0, 0)
    this.tellTable()
    return this
  }

  write(text: string): void {
    this.buffer.write(text, 0)
  }

  readTurn(from: number, to: number): { words: number; surrogates: boolean } {
    const { text, tokens } = this
    const { run } = this.kernel
    const first = tokens.count
    let surrogates = false
    const count = run.readTokens(text.byteOffset, from, to, first)
    if (count >= 0) tokens.count = count
    else surrogates = appendTokens(this.buffer.units, from, to, tokens)
    text[STATE] = 0
    text[WORDS] = 0
    let at = first
    while ((at = run.readWords(text.byteOffset, from, at, tokens.count)) < tokens.count) this.learn(at, from)
    return { words: text[WORDS], surrogates }
  }

  free(): void {
    for (const { at, bytes } of this.pieces) this.kernel.own.free(at, bytes)
  }

  /** Gives a number to a form that has none. */
  private learn(at: number, base: number): void {
    const { start, end, hash } = this.tokens
    this.table!.number(this.buffer.units, base + start[at], base + end[at], hash[at])
    this.tellTable()
  }

  private tellTable(): void {
    const { table, mask, units, starts, ids } = this.table!.lookUp
    const { text } = this
    text[TABLE] = table
    text[TABLE + 1] = mask
    text[TABLE + 2] = units
    text[TABLE + 3] = starts
    text[TABLE + 4] = ids
  }

  private allocate(bytes: number): number {
    const at = this.kernel.own.allocate(bytes)
    this.pieces.push({ at, bytes })
    return at
  }
}

let addresses: { nodes: number; symbols: number; fromRoot: number } | undefined
const automatonAddresses = () => (addresses ??= lexicon().automaton.moveTo(kernel().own))

let kept: KernelReader | undefined

/** A reader of a text of so many units. */
export function readerOf(units: number, table: FormTable): TextReader {
  if (units > LARGE_TEXT) return new PlainReader(units, table)
  if (!kept || kept.capacity < units) {
    kept?.free()
    kept = new KernelReader(Math.max(SMALLEST, units * 2))
  }
  return kept.begin(table)
}

/** Tells the kernel that a document is of what was read last, so that it need not be put there again. */
export function leaveInPlace(reader: TextReader, document: Parameters<ReturnType<typeof kernel>['place']>[0]): void {
  if (reader === kept) kernel().adopt(document, reader.forms.byteOffset, reader.tokens.hash.byteOffset)
}

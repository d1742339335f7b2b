import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { Room } from './room.ts'

/** The functions of kernel.wat, which says what they do. Addresses are bytes of {@link Kernel.own}. */
interface Functions {
  hashPairs(hashes: number, count: number, seed: number, out: number): void
  addField(
    field: number,
    forms: number,
    hashes: number,
    pairs: number,
    cases: number,
    end: number,
    scores: number,
  ): number
  readTokens(text: number, from: number, to: number, count: number): number
  readWords(text: number, base: number, at: number, end: number): number
  tagWords(turn: number, near: number, limit: number, from: number, to: number): number
  tagNeighbours(turn: number, from: number, to: number): void
  addDense(
    values: number,
    end: number,
    count: number,
    centres: number,
    rows: number,
    outputs: number,
    scores: number,
    stride: number,
  ): void
}

/** What `addField` knows of a field. Addresses of `weights` are of {@link sharedRoom}, all others of {@link Kernel.own}. */
export interface Field {
  /** Bytes from what is known of a form to what is known of the next. */
  stride: number
  outputs: number
  /** Of `weights`: the index of the rows, and the rows. */
  index: number
  rows: number
  /** By how many bits hashes are shifted to be buckets. */
  shift: number
  /** Whether each word and pair counts once. */
  once: boolean
  pairSeed: number
  /** Seeds of the words at the beginning and of those at the end that are read again with their place. */
  firstSeeds: ArrayLike<number>
  lastSeeds: ArrayLike<number>
  /** Hash of an empty field. */
  empty: number
  /** By what the squares of levels are multiplied, for each output. */
  scales: ArrayLike<number>
}

/** Sums are kept in fours; a single one stands by itself. */
const groupsOf = (outputs: number): number => (outputs === 1 ? 0 : Math.ceil(outputs / 4))
export const sumsOf = (outputs: number): number => Math.max(1, groupsOf(outputs)) * 4

const FIELD_BYTES = 64
const SEEDS = 12
/** The kernel's own lists stand before. */
const FIRST_FREE = 1 << 12
/** Bytes before and behind hashes: those of pairs are computed in fours, and from the one before. */
export const HASHES_AROUND = 16
const LEAST_BYTES = 1 << 14

/** What the kernel reads of a document. */
interface Readable {
  readonly forms: Int32Array
  readonly tokens: { readonly count: number; readonly hash: Int32Array }
}

/** A document where the kernel reads it. */
export interface PlacedDocument {
  document: Readable | null
  forms: number
  hashes: number
}

/** The kernel of a thread, with what it reads and writes. */
export class Kernel {
  readonly own = new Room(undefined, FIRST_FREE)
  readonly run: Functions
  private readonly placed: PlacedDocument = { document: null, forms: 0, hashes: 0 }
  /** Room for documents that do not lie where the kernel read them. */
  private readonly copies = { forms: { at: 0, bytes: 0 }, hashes: { at: 0, bytes: 0 } }
  /** By the number of a field: where the pairs of the document are, and whether they are computed. */
  private readonly pairs: { at: number; bytes: number; isRead: boolean }[] = []
  private formStamps = { at: 0, bytes: 0 }
  private rowStamps = { at: 0, bytes: 0 }
  private readonly once: Int32Array[] = []
  private integers = this.own.integers(this.own.allocate(1024), 256)
  private doubles = this.own.doubles(this.own.allocate(1024), 128)

  constructor(module: WebAssembly.Module) {
    const memory = { own: this.own.memory, weights: sharedRoom().memory }
    this.run = new WebAssembly.Instance(module, { memory }).exports as Functions
  }

  /** Puts a document where the kernel reads it; the last one is there already. */
  place(document: Readable): PlacedDocument {
    const { placed, own, copies } = this
    if (placed.document === document) return placed
    const { forms, tokens } = document
    this.makeRoom(copies.forms, tokens.count * 4)
    this.makeRoom(copies.hashes, tokens.count * 4 + 2 * HASHES_AROUND)
    own.integers(copies.forms.at, tokens.count).set(forms)
    own.integers(copies.hashes.at + HASHES_AROUND, tokens.count).set(tokens.hash)
    this.adopt(document, copies.forms.at, copies.hashes.at + HASHES_AROUND)
    return placed
  }

  /** Takes a document for the one that is placed: what it has of each token lies there, with room around its hashes. */
  adopt(document: Readable | null, forms: number, hashes: number): void {
    this.placed.document = document
    this.placed.forms = forms
    this.placed.hashes = hashes
    for (const each of this.pairs) if (each) each.isRead = false
  }

  /** Where the hashes of the pairs of the document are that is placed, with those of a field's number. */
  pairsOf(field: number, seed: number): number {
    const { document, hashes } = this.placed
    const { count } = document!.tokens
    const known = (this.pairs[field] ??= { at: 0, bytes: 0, isRead: false })
    if (known.isRead) return known.at
    this.makeRoom(known, count * 4 + 16)
    this.run.hashPairs(hashes, count, seed, known.at)
    known.isRead = true
    return known.at
  }

  /** Room for so many whole numbers, which others take when they ask. */
  roomForIntegers(count: number): Int32Array {
    if (count > this.integers.length) {
      this.own.free(this.integers.byteOffset, this.integers.byteLength)
      this.integers = this.own.integers(this.own.allocate(count * 8), count * 2)
    }
    return this.integers
  }

  /** The same of numbers of 64 bits. */
  roomForDoubles(count: number): Float64Array {
    if (count > this.doubles.length) {
      this.own.free(this.doubles.byteOffset, this.doubles.byteLength)
      this.doubles = this.own.doubles(this.own.allocate(count * 16), count * 2)
    }
    return this.doubles
  }

  /**
   * Tells of a field with so many rows. Of what is given the first number is where the values of forms are: floats of 32
   * bits, the first of a form no number where nothing is known of it yet.
   */
  define(field: Field, rows: number): Int32Array {
    const { own } = this
    const at = own.allocate(FIELD_BYTES)
    const numbers = own.integers(at, FIELD_BYTES / 4)
    const sums = sumsOf(field.outputs)
    const scalesAt = own.allocate(sums * 8)
    own.doubles(scalesAt, sums).fill(0).set(Array.from(field.scales))
    numbers.set([
      0,
      field.stride,
      groupsOf(field.outputs),
      field.outputs,
      field.index,
      field.rows,
      field.shift,
      own.allocate(sums * 16),
      scalesAt,
      0,
      field.pairSeed,
      0,
      0,
      field.firstSeeds.length,
      field.lastSeeds.length,
      field.empty,
    ])
    const places = field.firstSeeds.length + field.lastSeeds.length
    if (places > 0) {
      numbers[SEEDS] = own.allocate(places * 4)
      own.integers(numbers[SEEDS], places).set([...Array.from(field.firstSeeds), ...Array.from(field.lastSeeds)])
    }
    if (field.once) {
      this.once.push(numbers)
      this.makeStamps(1, rows)
    }
    return numbers
  }

  /** Makes room to count each form, and each row, once. A stamp is the number of the call that saw it last. */
  makeStamps(forms: number, rows: number): void {
    this.makeRoom(this.formStamps, forms * 4)
    this.makeRoom(this.rowStamps, rows * 4)
    for (const numbers of this.once) {
      numbers[9] = this.formStamps.at
      numbers[11] = this.rowStamps.at
    }
  }

  private makeRoom(piece: { at: number; bytes: number }, bytes: number): void {
    if (bytes <= piece.bytes) return
    if (piece.bytes > 0) this.own.free(piece.at, piece.bytes)
    piece.bytes = Math.max(LEAST_BYTES, bytes)
    piece.at = this.own.allocate(piece.bytes)
    this.own.bytes(piece.at, piece.bytes).fill(0)
  }
}

const SHARED = 'techdeck.weights'
let shared: Room | undefined

/** Where weights are: this thread and all that it starts from then on see the same memory. */
export function sharedRoom(): Room {
  if (shared) return shared
  const given = getEnvironmentData(SHARED) as WebAssembly.Memory | undefined
  shared = new Room(given)
  if (!given) setEnvironmentData(SHARED, shared.memory)
  return shared
}

const FILE = join(import.meta.dirname, 'kernel.wasm')
let loaded: Kernel | undefined

/** The kernel of this thread, loaded at its first use. */
export const kernel = (): Kernel => (loaded ??= new Kernel(new WebAssembly.Module(readFileSync(FILE))))

import type { Field, Type } from './fields.ts'

/** Buffers that one long conversation made larger than that are let go of again. */
const MOST_KEPT = 16 * 1024 * 1024
/** So many different texts of a column are told apart. */
const MOST_DISTINCT = 1024

/**
 * The values of one field in the rows of a group, as column stores lay them: side by side in typed arrays, which are
 * filled row by row and used again for the next group.
 */
export type Column = TextColumn | IntegerColumn | NumberColumn | ListColumn | GroupColumn

class Values {
  length = 0
  nulls = 0
  /** 1 for each value that is there, 0 for null. */
  valid = new Uint8Array(256)

  protected mark(isThere: boolean): void {
    this.valid = withRoom(this.valid, this.length + 1)
    this.valid[this.length++] = isThere ? 1 : 0
    if (!isThere) this.nulls++
  }

  clear(): void {
    this.length = 0
    this.nulls = 0
    this.valid = kept(this.valid)
  }
}

/** Numbers, of which the least and the most are known. */
class Numbers extends Values {
  least = Infinity
  most = -Infinity

  protected see(number: number): void {
    this.least = Math.min(this.least, number)
    this.most = Math.max(this.most, number)
  }

  override clear(): void {
    super.clear()
    this.least = Infinity
    this.most = -Infinity
  }
}

/** Texts as UTF-8, one after the other; the text `at` goes from `offsets[at]` to `offsets[at + 1]`. */
export class TextColumn extends Values {
  readonly kind = 'text'
  offsets = new Int32Array(256)
  bytes: Buffer = Buffer.allocUnsafeSlow(4096)
  /** The different texts in the order of their first use, and which of them each is; `null` where there are too many. */
  distinct: string[] | null = []
  codes = new Int32Array(256)
  readonly #known = new Map<string, number>()
  readonly #isJson: boolean

  constructor(isJson: boolean) {
    super()
    this.#isJson = isJson
  }

  append(value: unknown): void {
    const at = this.length
    const used = this.offsets[at]
    const isThere = value !== null && value !== undefined
    const text = !isThere ? '' : this.#isJson ? JSON.stringify(value) : (value as string)
    this.mark(isThere)
    this.offsets = withRoom(this.offsets, at + 2)
    this.bytes = withRoom(this.bytes, used + text.length * 3)
    this.offsets[at + 1] = used + this.bytes.write(text, used)
    if (isThere && this.distinct) this.#tell(text, at, this.distinct)
  }

  #tell(text: string, at: number, distinct: string[]): void {
    let code = this.#known.get(text)
    if (code === undefined) {
      if (distinct.length === MOST_DISTINCT) {
        this.distinct = null
        return
      }
      code = distinct.push(text) - 1
      this.#known.set(text, code)
    }
    this.codes = withRoom(this.codes, at + 1)
    this.codes[at] = code
  }

  override clear(): void {
    super.clear()
    this.offsets = kept(this.offsets)
    this.bytes = kept(this.bytes)
    this.codes = kept(this.codes)
    this.offsets[0] = 0
    this.distinct = []
    this.#known.clear()
  }
}

const WORD = 2 ** 32

/** Whole numbers of 64 bits, by halves: no bigint is made of each. Those are exact up to 2⁵³. */
export class IntegerColumn extends Numbers {
  readonly kind = 'integer'
  halves = new Int32Array(256)

  append(value: unknown): void {
    const at = this.length * 2
    const isThere = value !== null && value !== undefined
    const integer = isThere ? (value as number) : 0
    this.mark(isThere)
    this.halves = withRoom(this.halves, at + 2)
    this.halves[at] = integer % WORD
    this.halves[at + 1] = Math.floor(integer / WORD)
    if (isThere) this.see(integer)
  }

  get values(): BigInt64Array {
    return new BigInt64Array(this.halves.buffer, 0, this.length)
  }

  override clear(): void {
    super.clear()
    this.halves = kept(this.halves)
  }
}

export class NumberColumn extends Numbers {
  readonly kind = 'number'
  numbers = new Float64Array(256)

  append(value: unknown): void {
    const isThere = value !== null && value !== undefined
    const number = isThere ? (value as number) : 0
    this.numbers = withRoom(this.numbers, this.length + 1)
    this.numbers[this.length] = number
    this.mark(isThere)
    if (isThere) this.see(number)
  }

  get values(): Float64Array {
    return this.numbers.subarray(0, this.length)
  }

  override clear(): void {
    super.clear()
    this.numbers = kept(this.numbers)
  }
}

/** Lists: the elements of the list `at` stand in `child` from `offsets[at]` to `offsets[at + 1]`. */
export class ListColumn extends Values {
  readonly kind = 'list'
  offsets = new Int32Array(256)
  readonly child: Column

  constructor(child: Column) {
    super()
    this.child = child
  }

  append(value: unknown): void {
    const isThere = value !== null && value !== undefined
    if (isThere) for (const element of value as unknown[]) this.child.append(element)
    this.mark(isThere)
    this.offsets = withRoom(this.offsets, this.length + 1)
    this.offsets[this.length] = this.child.length
  }

  override clear(): void {
    super.clear()
    this.offsets = kept(this.offsets)
    this.offsets[0] = 0
    this.child.clear()
  }
}

/** Members by name: a row, or what stands in a row or in a list as an object. It is never null. */
export class GroupColumn {
  readonly kind = 'group'
  length = 0
  readonly nulls = 0
  readonly fields: readonly Field[]
  readonly children: readonly Column[]

  constructor(fields: readonly Field[]) {
    this.fields = fields
    this.children = fields.map(({ type }) => columnFor(type))
  }

  append(value: unknown): void {
    for (const [at, { name }] of this.fields.entries())
      this.children[at].append((value as Record<string, unknown>)[name])
    this.length++
  }

  clear(): void {
    this.length = 0
    for (const child of this.children) child.clear()
  }
}

function columnFor(type: Type): Column {
  if (type === 'text' || type === 'json') return new TextColumn(type === 'json')
  if (type === 'integer') return new IntegerColumn()
  if (type === 'number') return new NumberColumn()
  return 'list' in type ? new ListColumn(columnFor(type.list)) : new GroupColumn(type.members)
}

type Room = Uint8Array | Int32Array | Float64Array

function withRoom<T extends Room>(array: T, length: number): T {
  if (length <= array.length) return array
  const larger = emptyLike(array, Math.max(length, array.length * 2))
  larger.set(array)
  return larger
}

const kept = <T extends Room>(array: T): T => (array.byteLength > MOST_KEPT ? emptyLike(array, 256) : array)

const emptyLike = <T extends Room>(array: T, length: number): T =>
  (array instanceof Buffer
    ? Buffer.allocUnsafeSlow(length)
    : new (array.constructor as new (length: number) => T)(length)) as T

import { ByteWriter } from 'hyparquet-writer'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import type { Column, ListColumn } from '../column-stores/columns.ts'

/**
 * How the values of a column belong to rows: for each place where a value could stand, whether it begins a row or goes on
 * in a list (its repetition), and how much of the way to it is there (its definition).
 */
export class Levels {
  readonly count: number
  readonly mostRepeated: number
  readonly mostDefined: number
  /** Where each place stands in the column; −1 where nothing does. */
  readonly #at: Int32Array
  readonly #repetition: Uint8Array
  readonly #definition: Uint8Array
  #repetitionBytes: Uint8Array | null
  #definitionBytes: Uint8Array | null = null

  private constructor(
    [mostRepeated, mostDefined]: readonly [number, number],
    at: Int32Array,
    [repetition, definition]: readonly [Uint8Array, Uint8Array],
    repetitionBytes: Uint8Array | null,
  ) {
    this.count = at.length
    this.mostRepeated = mostRepeated
    this.mostDefined = mostDefined
    this.#at = at
    this.#repetition = repetition
    this.#definition = definition
    this.#repetitionBytes = repetitionBytes
  }

  static ofRows(rows: number): Levels {
    const at = Int32Array.from({ length: rows }, (_, row) => row)
    return new Levels([0, 0], at, [new Uint8Array(rows), new Uint8Array(rows)], null)
  }

  /** Of a column that may be null at these places. */
  optional({ valid }: Exclude<Column, { kind: 'group' }>): Levels {
    const at = this.#at.slice()
    const definition = this.#definition.slice()
    for (let place = 0; place < at.length; place++) {
      if (at[place] === -1) continue
      if (valid[at[place]] === 1) definition[place]++
      else at[place] = -1
    }
    const most = [this.mostRepeated, this.mostDefined + 1] as const
    return new Levels(most, at, [this.#repetition, definition], this.#repetitionBytes)
  }

  /** Of the elements of lists at these places; an empty one has a place of its own. */
  list({ offsets }: ListColumn): Levels {
    let count = 0
    for (const from of this.#at) count += from === -1 ? 1 : Math.max(1, offsets[from + 1] - offsets[from])
    const at = new Int32Array(count)
    const repetition = new Uint8Array(count)
    const definition = new Uint8Array(count)
    const again = this.mostRepeated + 1
    let to = 0
    for (const [place, from] of this.#at.entries()) {
      const [first, end] = from === -1 ? [0, 0] : [offsets[from], offsets[from + 1]]
      repetition[to] = this.#repetition[place]
      definition[to] = this.#definition[place]
      if (first === end) at[to++] = -1
      for (let element = first; element < end; element++, to++) {
        if (element > first) repetition[to] = again
        definition[to] = this.#definition[place] + 1
        at[to] = element
      }
    }
    return new Levels([again, this.mostDefined + 1], at, [repetition, definition], null)
  }

  get rows(): number {
    if (this.mostRepeated === 0) return this.count
    let rows = 0
    for (const repetition of this.#repetition) if (repetition === 0) rows++
    return rows
  }

  /** Places without a value. */
  get nulls(): number {
    let nulls = 0
    for (const at of this.#at) if (at === -1) nulls++
    return nulls
  }

  get repetitionBytes(): Uint8Array {
    return (this.#repetitionBytes ??= packed(this.#repetition, this.mostRepeated))
  }

  get definitionBytes(): Uint8Array {
    return (this.#definitionBytes ??= packed(this.#definition, this.mostDefined))
  }
}

export const bitWidth = (most: number): number => 32 - Math.clz32(most)

function packed(levels: Uint8Array, most: number): Uint8Array {
  const writer = new ByteWriter()
  if (most > 0) writeRleBitPackedHybrid(writer, levels, bitWidth(most))
  return writer.getBytes()
}

import type { Json } from '@techdeck/contracts'

interface Carried {
  column: number
  value: Json
  last: number
}

/** Values of cells that stand for several rows, put into each of them. */
export class CarriedCells {
  #carried: Carried[] = []

  /** A value that the rows up to `last` share. */
  add(column: number, value: Json, last: number): void {
    this.#carried = [...this.#carried.filter((one) => one.column !== column), { column, value, last }].toSorted(
      (a, b) => a.column - b.column,
    )
  }

  /** Those of a row that stand in columns from `from` up to, not including, `to`. */
  *between(row: number, from: number, to: number): Generator<Carried> {
    if (this.#carried.length === 0) return
    if (this.#carried.some(({ last }) => last < row)) this.#carried = this.#carried.filter(({ last }) => last >= row)
    for (const one of this.#carried) if (one.column >= from && one.column < to) yield one
  }
}

import type { Json } from '@techdeck/contracts'

interface Carried {
  column: number
  /** How many columns it stands for. */
  columns: number
  value: Json
  last: number
}

/** Values of cells that stand for several rows, put into each of them. Rows come in order. */
export class CarriedCells {
  /** By column, of which each is there once. */
  #carried: Carried[] = []
  #row = -1

  /** A value that the rows up to `last` share, from `column` on. */
  add(column: number, value: Json, last: number, columns = 1): void {
    const at = this.#placeOf(column)
    const replaced = this.#carried[at]?.column === column ? 1 : 0
    this.#carried.splice(at, replaced, { column, columns, value, last })
  }

  /** Those of a row that begin in columns from `from` up to, not including, `to`. */
  *between(row: number, from: number, to: number): Generator<Carried> {
    if (this.#carried.length === 0) return
    if (row !== this.#row) this.#carried = this.#carried.filter(({ last }) => last >= row)
    this.#row = row
    for (let at = this.#placeOf(from); at < this.#carried.length; at++) {
      const one = this.#carried[at]
      if (one.column >= to) return
      yield one
    }
  }

  /** Index of the first one that begins at a column or behind it. */
  #placeOf(column: number): number {
    let [low, high] = [0, this.#carried.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#carried[middle].column < column) low = middle + 1
      else high = middle
    }
    return low
  }
}

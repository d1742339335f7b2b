import type { Json } from '@techdeck/contracts'
import { WrittenText } from '../written-text.ts'

/**
 * Writes a grid, as the conversions of spreadsheets and column stores make it: JSON lines, one a row, the number of the
 * row first, then its cells. A header that is known to be one has the number 0.
 *
 * Cells come one by one, so that a row is never held whole. `take` gives what is ready to be handed on.
 */
export class GridWriter {
  readonly #written = new WrittenText()
  #open = false
  #cells = 0

  row(number: number): void {
    this.endRow()
    this.#written.add(`[${number}`)
    this.#open = true
    this.#cells = 0
  }

  /** `column` counts from 0; cells that are left out between are empty. Columns come in order. */
  cell(column: number, value: Json): void {
    for (; this.#cells < column; this.#cells++) this.#written.add(',null')
    this.#written.add(`,${JSON.stringify(value)}`)
    this.#cells++
  }

  /** Empty lines, so that a row stands on the line where it came from. */
  skip(lines: number): void {
    this.endRow()
    if (lines > 0) this.#written.add('\n'.repeat(lines))
  }

  endRow(): void {
    if (this.#open) this.#written.add(']\n')
    this.#open = false
  }

  /** What was written, when there is enough of it or `all` is asked for. */
  take(all = false): Uint8Array | null {
    return this.#written.take(all)
  }
}

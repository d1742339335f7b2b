import { CarriedCells, GridWriter } from '../grid/index.ts'
import { damagedDocument, readXml } from '../office/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { xmlRefused } from '../xml/errors.ts'
import { columnOf, type Merges, readMerges } from './merges.ts'
import type { SharedStrings } from './shared-strings.ts'
import type { Styles } from './styles.ts'
import { RichText, unescaped } from './text.ts'

/** As many columns and rows as a sheet can have. */
const COLUMNS = 16_384
const ROWS = 1_048_576

export interface Workbook {
  strings: SharedStrings
  styles: Styles
  limits: UnpackLimits
}

/** A sheet as a grid; rows without any content are left out. */
export class SheetConversion {
  /** Cells whose formula was never calculated. */
  uncalculated = 0
  readonly #book: Workbook
  readonly #part: () => AsyncIterable<Uint8Array>

  /** `part` gives the sheet's XML, each time from its beginning. */
  constructor(book: Workbook, part: () => AsyncIterable<Uint8Array>) {
    this.#book = book
    this.#part = part
  }

  async *content(): AsyncGenerator<Uint8Array> {
    const sheet = new SheetHandler(this.#book, await readMerges(this.#part(), this.#book.limits))
    for await (const _ of readXml(this.#part(), this.#book.limits, sheet)) {
      const ready = sheet.grid.take()
      if (ready) yield ready
    }
    const rest = sheet.grid.take(true)
    if (rest) yield rest
    this.uncalculated = sheet.uncalculated
  }
}

class SheetHandler {
  readonly grid = new GridWriter()
  uncalculated = 0
  readonly #book: Workbook
  readonly #merges: Merges
  readonly #carried = new CarriedCells()
  readonly #rich = new RichText()
  #row = 0
  #rowIsOpen = false
  #column = -1
  #type = 'n'
  #style = 0
  #value: string | null = null
  #inValue = false
  #formula = false
  /** The first column of the row that nothing was written to yet. */
  #next = 0

  constructor(book: Workbook, merges: Merges) {
    this.#book = book
    this.#merges = merges
  }

  open(name: string, attributes: { [name: string]: string }): void {
    switch (name) {
      case 'row':
        this.#row = 'r' in attributes ? Number(attributes['r']) : this.#row + 1
        if (!(this.#row >= 1 && this.#row <= ROWS)) throw damagedDocument()
        this.#rowIsOpen = false
        this.#column = -1
        this.#next = 0
        return
      case 'f':
        this.#formula = true
        return
      case 'c':
        this.#beginCell(attributes)
        return
      case 'v':
        this.#inValue = true
        this.#value = ''
        return
      default:
        this.#rich.open(name)
    }
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text
    else this.#rich.add(text)
    const { limits } = this.#book
    if (Math.max(this.#value?.length ?? 0, this.#rich.text.length) > limits.maxCellChars)
      throw xmlRefused('too_large', passed('maxCellChars', limits))
  }

  close(name: string): void {
    if (name === 'v') this.#inValue = false
    else if (name === 'c') this.#endCell()
    else if (name === 'row') this.#endRow()
    else this.#rich.close(name)
  }

  #beginCell({ r, t = 'n', s = '0' }: { [name: string]: string }): void {
    const column = r === undefined ? this.#column + 1 : columnOf(r)
    // They come in order; whatever goes back was not written by a spreadsheet.
    if (column <= this.#column || column >= COLUMNS) throw damagedDocument()
    this.#column = column
    this.#type = t
    this.#style = Number(s)
    this.#value = null
    this.#formula = false
  }

  #endCell(): void {
    const value = this.#valueOf(this.#rich.take())
    if (this.#formula && this.#value === null) this.uncalculated++
    if (value === null || value === '') return
    if (!this.#rowIsOpen) this.grid.row(this.#row)
    this.#rowIsOpen = true
    this.#carry(this.#column)
    this.grid.cell(this.#column, value)
    this.#next = this.#column + 1
    const last = this.#merges.lastRowOf(this.#row, this.#column)
    if (last > this.#row) this.#carried.add(this.#column, value, last)
  }

  /** A row in which nothing else stands is not there for the sake of a merged cell. */
  #endRow(): void {
    if (this.#rowIsOpen) this.#carry(COLUMNS)
    this.#rowIsOpen = false
    this.grid.endRow()
  }

  /** Writes what merged cells say in the columns before. */
  #carry(before: number): void {
    for (const { column, value } of this.#carried.between(this.#row, this.#next, before)) this.grid.cell(column, value)
  }

  #valueOf(inline: string): string | number | boolean | null {
    const value = this.#value
    if (this.#type === 'inlineStr') return inline
    if (value === null) return null
    switch (this.#type) {
      case 's':
        return this.#book.strings.at(Number(value))
      case 'str':
        return unescaped(value)
      case 'b':
        return value.trim() === '1' || value.trim() === 'true'
      case 'e':
        return null
      case 'd':
        return value
      default:
        return Number.isFinite(Number(value)) && value.trim() !== ''
          ? this.#book.styles.value(Number(value), this.#style)
          : null
    }
  }
}

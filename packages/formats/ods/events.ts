import { damagedDocument, OpenDocumentText, tooLongText } from '../office/index.ts'
import type { UnpackLimits } from '../types.ts'

const COLUMNS = 16_384
const ROWS = 1_048_576

export interface Cell {
  column: number
  repeated: number
  value: string | number | boolean
  /** Rows that the value stands for. */
  rows: number
}

export type SheetEvent = { sheet: string } | { row: number; repeated: number; cells: Cell[] } | { end: true }

/** What is no content of a cell though it stands in one: notes, drawings, what was deleted, copies of other files. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'annotation',
  'frame',
  'custom-shape',
  'shapes',
  'forms',
  'tracked-changes',
  'dde-links',
  'table-source',
])

/** Sees the sheets and filled rows of a spreadsheet's XML. */
export class SheetEvents {
  #events: SheetEvent[] = []
  #passing = 0
  #row = 1
  #repeatedRows = 1
  #cells: Cell[] = []
  #length = 0
  #column = 0
  #cell: { [name: string]: string } | null = null
  #paragraphs = 0
  #inParagraph = 0
  readonly #text = new OpenDocumentText()
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  take(): SheetEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  open(name: string, attributes: { [name: string]: string }): void {
    if (this.#passing > 0 || PASSED_OVER.has(name)) {
      this.#passing++
      return
    }
    switch (name) {
      case 'table':
        this.#events.push({ sheet: attributes['name'] ?? '' })
        this.#row = 1
        return
      case 'table-row':
        this.#repeatedRows = countOf(attributes['number-rows-repeated'], ROWS)
        this.#cells = []
        this.#length = 0
        this.#column = 0
        return
      case 'table-cell':
      case 'covered-table-cell':
        this.#cell = attributes
        this.#paragraphs = 0
        this.#text.take()
        return
      case 'p':
      case 'h':
        if (this.#paragraphs++ > 0) this.#text.open('line-break', {})
        this.#inParagraph++
        return
      default:
        if (this.#inParagraph > 0) this.#text.open(name, attributes)
    }
  }

  text(text: string): void {
    if (this.#passing > 0 || this.#inParagraph === 0 || !this.#cell) return
    this.#text.add(text)
    // A row is held whole, since it may be repeated.
    if (this.#length + this.#text.length > this.#limits.maxTextChars) throw tooLongText(this.#limits)
  }

  close(name: string): void {
    if (this.#passing > 0) {
      this.#passing--
      return
    }
    if (name === 'p' || name === 'h') this.#inParagraph--
    else if (name === 'table-cell' || name === 'covered-table-cell') this.#endCell()
    else if (name === 'table-row') this.#endRow()
    else if (name === 'table') this.#events.push({ end: true })
  }

  #endCell(): void {
    const attributes = this.#cell ?? {}
    this.#cell = null
    const value = valueOf(attributes, this.#text.take())
    const repeated = countOf(attributes['number-columns-repeated'], Infinity)
    if (value !== null && value !== '') {
      if (this.#column + repeated > COLUMNS) throw damagedDocument()
      this.#length += String(value).length
      this.#cells.push({
        column: this.#column,
        repeated,
        value,
        rows: countOf(attributes['number-rows-spanned'], ROWS),
      })
    }
    this.#column += repeated
  }

  #endRow(): void {
    if (this.#cells.length > 0) {
      if (this.#row + this.#repeatedRows - 1 > ROWS) throw damagedDocument()
      this.#events.push({ row: this.#row, repeated: this.#repeatedRows, cells: this.#cells })
    }
    this.#cells = []
    this.#row += this.#repeatedRows
  }
}

const countOf = (text: string | undefined, most: number): number => {
  const count = Number(text ?? 1)
  return count >= 1 ? Math.min(Math.floor(count), most) : 1
}

function valueOf(attributes: { [name: string]: string }, text: string): string | number | boolean | null {
  switch (attributes['value-type']) {
    case 'float':
    case 'percentage':
    case 'currency': {
      const number = Number(attributes['value'])
      return Number.isFinite(number) ? number : null
    }
    case 'date':
      return attributes['date-value'] ?? text
    case 'time':
      return clock(attributes['time-value']) ?? text
    case 'boolean':
      return attributes['boolean-value'] === 'true'
    default:
      return attributes['string-value'] ?? text
  }
}

/** `PT09H30M00S` as 09:30:00. */
function clock(duration: string | undefined): string | null {
  const [, hours, minutes, seconds] = /^PT(\d+)H(\d+)M(\d+)/.exec(duration ?? '') ?? []
  if (hours === undefined) return null
  return [hours, minutes, seconds].map((part) => part.padStart(2, '0')).join(':')
}

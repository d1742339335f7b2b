import { UnprocessableFileError } from '@techdeck/core'
import { passed, refused } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import type { LongLayout } from './layout.ts'

export interface PivotedRow {
  /** Where its first field stands. */
  line: number
  /** What the columns beside field and value say, in the order of the layout's keys. */
  keys: string[]
  cells: Map<string, string>
}

/** The rows of one record: what repeats within it is a row each, and what is said once of all is in each of them. */
export class RecordRows {
  readonly id: string
  readonly #layout: LongLayout
  readonly #limits: UnpackLimits
  readonly #rows: PivotedRow[] = []
  readonly #open = new Map<string, PivotedRow>()
  #last = ''
  #size = 0

  constructor(id: string, layout: LongLayout, limits: UnpackLimits) {
    this.#limits = limits
    this.id = id
    this.#layout = layout
  }

  /** @throws UnprocessableFileError when the record is too large to be held */
  add(line: number, cells: readonly string[]): void {
    const { field, value, keys, instances } = this.#layout
    const own = keys.map((at) => cells[at] ?? '')
    const name = (cells[field] ?? '').trim()
    const said = cells[value] ?? ''
    this.#size += said.length + name.length + 64
    if (this.#size > this.#limits.maxRecordChars) throw tooLarge(this.#limits)
    const key = own.join('\n')
    const row = this.#open.get(key)
    const before = row?.cells.get(name)
    if (row && before === undefined) row.cells.set(name, said)
    // Several choices of one field; where nothing counts what repeats, another row begins.
    else if (row && instances.length === 0 && this.#last === name) throw scatteredFields()
    else if (row && instances.length > 0) row.cells.set(name, `${before}; ${said}`)
    else {
      const next = { line, keys: own, cells: new Map([[name, said]]) }
      this.#open.set(key, next)
      this.#rows.push(next)
    }
    this.#last = name
  }

  /** What a row is of: its record, or one visit of it. */
  conversation(keys: readonly string[]): string {
    const { event } = this.#layout
    const visit = event === null ? '' : (keys[this.#layout.keys.indexOf(event)] ?? '')
    return visit === '' ? this.id : `${this.id} ${visit}`
  }

  rows(): PivotedRow[] {
    const isOnce = ({ keys }: PivotedRow) => this.#layout.instances.every((at) => !keys[this.#layout.keys.indexOf(at)])
    const once = this.#layout.instances.length > 0 ? this.#rows.filter(isOnce) : []
    const repeated = this.#rows.filter((row) => !once.includes(row))
    if (repeated.length === 0) return this.#rows
    for (const { cells } of once)
      for (const row of repeated)
        for (const [name, value] of cells) if (!row.cells.has(name)) row.cells.set(name, value)
    return repeated
  }
}

const tooLarge = (limits: UnpackLimits): UnprocessableFileError =>
  refused(
    'too_large',
    ['A record is too large to be held at once.', 'Export the table with a column a field (in REDCap: CSV, raw data).'],
    passed('maxRecordChars', limits),
  )

const scatteredFields = (): UnprocessableFileError =>
  new UnprocessableFileError('What belongs together cannot be told.', {
    details: { reason: 'scattered_records' },
    userMessage:
      'Each row holds one field, and nothing says which fields belong to the same turn. Add a column that counts the turns of a record, or export the table with a column a field.',
  })

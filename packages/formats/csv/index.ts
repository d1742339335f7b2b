import type { JsonObject } from '@techdeck/contracts'
import type { TableKind } from '../columns/index.ts'
import { readRows, rowLimit, RowReader } from '../rows/index.ts'
import type { Format, Mapping, RawTurn, Reading, ReadItem } from '../types.ts'
import { CsvCutter, type Dialect } from './cutter.ts'
import { detectCsv } from './detect.ts'
import { fieldsOf } from './fields.ts'

/**
 * Delimited tables: RFC 4180 and what it meets in the wild. One row of the table is one row of the source.
 * Rows without any content are skipped. The objects in `metadata` may be shared by rows that follow each other.
 */
export const csv: Format = {
  name: 'csv',
  detect: detectCsv,

  read(source, reading, range, signal) {
    const cutter = new CsvCutter(reading.settings as unknown as Dialect, rowLimit(reading))
    const table = new TableRows(reading)
    return readRows(new RowReader(source, reading, range, cutter), signal, (rows) => table.item(rows))
  },
}

class TableRows {
  readonly #columns: string[]
  readonly #kind: TableKind
  readonly #at: { [role in keyof Mapping]?: number }
  readonly #turnLabels: number[]
  readonly #labels: number[]
  readonly #metadata: number[]
  /** Columns that a row cannot do without. */
  readonly #needed: number
  #cells: string[] = []
  #shared: { cells: string[]; metadata: JsonObject } | null = null

  constructor({ settings, mapping }: Reading) {
    this.#columns = settings['columns'] as string[]
    this.#kind = settings['kind'] as TableKind
    const at = (name: string | undefined) => (name === undefined ? undefined : this.#columns.indexOf(name))
    this.#at = {}
    for (const role of [
      'conversation',
      'speaker',
      'text',
      'order',
      'time',
      'utteranceId',
      'language',
      'question',
      'answer',
    ] as const) {
      const index = at(mapping[role])
      if (index !== undefined && index >= 0) this.#at[role] = index
    }
    const perTurn = new Set(settings['turnColumns'] as string[])
    const indices = (names: string[] = []) =>
      names.map((name) => this.#columns.indexOf(name)).filter((index) => index >= 0)
    this.#turnLabels = indices(mapping.labels?.filter((name) => perTurn.has(name)))
    this.#labels = indices(mapping.labels?.filter((name) => !perTurn.has(name)))
    this.#metadata = indices(mapping.metadata)
    this.#needed =
      1 +
      Math.max(-1, ...[this.#at.conversation, this.#at.speaker, this.#at.text].filter((index) => index !== undefined))
  }

  item(rows: RowReader<CsvCutter>): ReadItem | null {
    const cells = fieldsOf(rows, rows.cutter, this.#cells)
    if (!cells) return rows.bad('invalid_encoding')
    if (!this.#fits(cells)) return cells.every(isEmpty) ? null : rows.bad('wrong_column_count')
    const turns = this.#kind === 'pair' ? this.#pair(cells) : this.#turn(cells)
    if (turns.length === 0) return cells.every(isEmpty) ? null : rows.bad('empty_text')
    const row: ReadItem['row'] = {
      position: rows.position,
      turns,
      metadata: this.#metadataOf(cells),
      labels: this.#pick(cells, this.#labels) ?? {},
    }
    const key = this.#kind === 'whole_file' ? 'file' : this.#cell(cells, this.#at.conversation)?.trim()
    if (key && this.#kind !== 'pair') row.key = key
    const order = this.#cell(cells, this.#at.order)
    if (order) row.order = order
    const language = this.#cell(cells, this.#at.language)
    if (language) row.language = language
    return { row }
  }

  /** Missing columns at the end do no harm where nothing needed stands there; neither do empty ones too many. */
  #fits(cells: readonly string[]): boolean {
    if (cells.length === this.#columns.length) return true
    if (cells.length < this.#columns.length)
      return this.#kind !== 'pair' && cells.length >= this.#needed && cells.length > 1
    for (let index = this.#columns.length; index < cells.length; index++) if (!isEmpty(cells[index])) return false
    return true
  }

  #turn(cells: readonly string[]): RawTurn[] {
    const text = this.#cell(cells, this.#at.text) ?? ''
    if (isEmpty(text)) return []
    const turn: RawTurn = { text }
    const speaker = this.#cell(cells, this.#at.speaker)
    if (speaker !== undefined) turn.speaker = speaker
    const time = this.#cell(cells, this.#at.time)
    if (time) turn.time = time
    const utteranceId = this.#cell(cells, this.#at.utteranceId)
    if (utteranceId) turn.utteranceId = utteranceId
    const labels = this.#pick(cells, this.#turnLabels)
    if (labels) turn.labels = labels
    return [turn]
  }

  #pair(cells: readonly string[]): RawTurn[] {
    const turns: RawTurn[] = []
    const question = this.#cell(cells, this.#at.question) ?? ''
    const answer = this.#cell(cells, this.#at.answer) ?? ''
    if (!isEmpty(question)) turns.push({ speaker: 'client', text: question })
    if (!isEmpty(answer)) turns.push({ speaker: 'therapist', text: answer })
    return turns
  }

  #cell(cells: readonly string[], index: number | undefined): string | undefined {
    return index === undefined ? undefined : cells[index]
  }

  #pick(cells: readonly string[], indices: readonly number[]): JsonObject | undefined {
    let picked: JsonObject | undefined
    for (const index of indices) {
      const cell = cells[index]
      if (cell === undefined || cell === '') continue
      picked ??= {}
      picked[this.#columns[index]] = cell
    }
    return picked
  }

  /** Rows of one conversation mostly say the same about it: then they share one object. */
  #metadataOf(cells: readonly string[]): JsonObject {
    const shared = this.#shared
    if (shared && this.#metadata.every((index, at) => shared.cells[at] === (cells[index] ?? ''))) return shared.metadata
    const metadata = this.#pick(cells, this.#metadata) ?? {}
    this.#shared = { cells: this.#metadata.map((index) => cells[index] ?? ''), metadata }
    return metadata
  }
}

const isEmpty = (cell: string): boolean => cell === '' || cell.trim() === ''

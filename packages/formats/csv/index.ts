import type { Json, JsonObject } from '@techdeck/contracts'
import { type CellForm, turnOfSegment, Windows } from '../cells/index.ts'
import { areAnswersFirst, type TableKind } from '../columns/index.ts'
import { fromSettings, nestingOf, rowReader, type ToRow } from '../objects/index.ts'
import { readRows, rowLimit, RowReader } from '../rows/index.ts'
import { splitNamed } from '../turns/index.ts'
import type { Format, Mapping, Mark, RawTurn, Reading, ReadItem } from '../types.ts'
import { CsvCutter, type Dialect } from './cutter.ts'
import { detectCsv, isAbout, isSection } from './detect.ts'
import { fieldsOf } from './fields.ts'
import { objectMaker } from './shape.ts'
import { innerCells } from './twice.ts'

/**
 * Delimited tables: RFC 4180 and what it meets in the wild. One row of the table is one row of the source.
 * Rows without any content are skipped. The objects in `metadata` may be shared by rows that follow each other.
 */
export const csv: Format = {
  name: 'csv',
  detect: detectCsv,

  read(source, reading, range, signal) {
    const dialect = reading.settings as unknown as Dialect
    const { inner } = dialect
    const cutter = new CsvCutter(dialect, rowLimit(reading))
    const table = new TableRows(reading, range.start)
    return readRows(new RowReader(source, reading, range, cutter), signal, (rows) => {
      const cells = fieldsOf(rows, rows.cutter, table.cells)
      if (!cells) return rows.bad('invalid_encoding')
      return table.item(inner === undefined ? cells : innerCells(cells[0] ?? '', inner), rows)
    })
  },
}

/** Makes items of the cells of a table by what its columns mean. */
export class TableRows {
  /** Where a row's cells may be put. */
  readonly cells: string[] = []

  readonly #columns: string[]
  readonly #kind: TableKind
  readonly #isPair: boolean
  /** Columns are called after who speaks, and the helper's comes first. */
  readonly #answersFirst: boolean
  readonly #at: { [role in keyof Mapping]?: number }
  readonly #turnLabels: number[]
  readonly #labels: number[]
  readonly #metadata: number[]
  /** Columns that name a conversation together with its own. */
  readonly #beside: number[]
  /** Columns that a row cannot do without. */
  readonly #needed: number
  /** Where rows are objects: what they hold by their shape. */
  readonly #objects: { make: (row: readonly Json[]) => JsonObject; toContent: ToRow } | null
  /** Where rows repeat what stood before. */
  readonly #windows: { form: Extract<CellForm, { kind: 'windows' }>; joined: Windows } | null
  /** Commas stand for points where they divide no cells. */
  readonly #decimalComma: boolean
  /** Cells say before their words who speaks. */
  readonly #isNamed: boolean
  /** Conversations are named in the row where they begin. */
  readonly #isCarried: boolean
  /** Its columns have names, which may come again. */
  readonly #isNamedTable: boolean
  /** Rows stand above each header that say something of what is below. */
  readonly #hasAbout: boolean
  /** Rows with a heading alone, and the header again, begin conversations. */
  readonly #isSectioned: boolean
  /** Where the conversation that a row goes on with begins: its key, so that reading may start within it. */
  #section: number | undefined
  #shared: { cells: string[]; metadata: JsonObject } | null = null

  /** `start`: the mark from which rows are read. */
  constructor({ settings, mapping }: Reading, start: Mark) {
    this.#isNamedTable = settings['header'] === true
    this.#isSectioned = settings['sectioned'] === true
    this.#hasAbout = settings['about'] === true
    this.#section = start.state === 0 ? undefined : start.byteOffset - start.state
    this.#columns = settings['columns'] as string[]
    this.#kind = settings['kind'] as TableKind
    this.#decimalComma = settings['delimiter'] !== ','
    this.#isNamed = settings['named'] === true
    this.#isCarried = settings['carried'] === true
    const literals = (settings['literals'] ?? []) as string[]
    const wide = (settings['wide'] ?? []) as string[]
    this.#objects =
      settings['shape'] === undefined
        ? null
        : {
            make: objectMaker(this.#columns, literals, wide),
            toContent: rowReader(fromSettings(settings, mapping), nestingOf(settings)),
          }
    const form = settings['form'] as CellForm | undefined
    this.#windows = form?.kind === 'windows' ? { form, joined: new Windows(form) } : null
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
    this.#isPair = this.#kind === 'pair' || this.#kind === 'pairs'
    const { question = '', answer = '' } = mapping
    this.#answersFirst = this.#kind === 'pairs' && areAnswersFirst(this.#columns, question, answer)
    const perTurn = new Set(settings['turnColumns'] as string[])
    const indices = (names: string[] = []) =>
      names.map((name) => this.#columns.indexOf(name)).filter((index) => index >= 0)
    this.#turnLabels = indices(mapping.labels?.filter((name) => perTurn.has(name)))
    this.#labels = indices(mapping.labels?.filter((name) => !perTurn.has(name)))
    this.#metadata = indices(mapping.metadata)
    this.#beside = indices(settings['beside'] as string[] | undefined)
    this.#needed =
      1 +
      Math.max(-1, ...[this.#at.conversation, this.#at.speaker, this.#at.text].filter((index) => index !== undefined))
  }

  /** `values` are the cells as the source has them, where it knows more than text; `null` for an empty row. */
  item(
    cells: readonly string[],
    rows: Pick<RowReader, 'position' | 'bad'>,
    values: readonly Json[] = cells,
  ): ReadItem | null {
    const isBeginning =
      this.#isHeader(cells) || (this.#isSectioned && isSection(cells)) || (this.#hasAbout && isAbout(cells))
    if (isBeginning && this.#isSectioned) this.#section = undefined
    if (isBeginning || isDrawn(cells)) return null
    if (!this.#fits(cells)) return cells.every(isEmpty) ? null : rows.bad('wrong_column_count')
    if (this.#objects) return this.#object(values, rows)
    if (this.#windows) return this.#window(cells, rows)
    if (this.#isTotal(cells)) return rows.bad('summary_row')
    // Also where that row cannot be read: what follows is not of the conversation before.
    if (this.#isCarried && !isEmpty(this.#cell(cells, this.#at.conversation) ?? ''))
      this.#section = rows.position.byteOffset
    const turns = this.#isPair ? this.#pair(cells) : this.#turn(cells, values)
    if (turns.length === 0) return cells.every(isEmpty) ? null : rows.bad('empty_text')
    const row: ReadItem['row'] = {
      position: rows.position,
      turns,
      metadata: this.#metadataOf(cells, values),
      labels: this.#pick(values, this.#labels) ?? {},
    }
    const isWhole = this.#kind === 'whole_file' || (this.#kind === 'pairs' && this.#at.conversation === undefined)
    if (this.#isSectioned) this.#section ??= rows.position.byteOffset
    const key = isWhole || this.#isCarried ? String(this.#section ?? 'file') : this.#conversation(cells)
    if (key && this.#kind !== 'pair') row.key = key
    const order = this.#cell(cells, this.#at.order)
    if (order) row.order = this.#number(order)
    const language = this.#cell(cells, this.#at.language)
    if (language) row.language = language
    return { row }
  }

  #object(values: readonly Json[], rows: Pick<RowReader, 'position' | 'bad'>): ReadItem | null {
    const object = this.#objects?.make(values) ?? {}
    if (Object.keys(object).length === 0) return null
    const content = this.#objects?.toContent(object) ?? 'no_turns'
    return typeof content === 'string' ? rows.bad(content) : { row: { position: rows.position, ...content } }
  }

  /** What a window adds; one that adds nothing repeats its last turn, so that it is counted as merged. */
  #window(cells: readonly string[], rows: Pick<RowReader, 'position' | 'bad'>): ReadItem | null {
    const text = this.#cell(cells, this.#at.text) ?? ''
    if (!this.#windows || isEmpty(text)) return cells.every(isEmpty) ? null : rows.bad('empty_text')
    const { form, joined } = this.#windows
    const { key, added, place } = joined.next(text, rows.position)
    const turns = added.map((segment, at): RawTurn => ({
      ...turnOfSegment(segment, form.prefix, place + at),
      utteranceId: String(place + at),
    }))
    if (turns.length === 0) turns.push({ text, utteranceId: String(place - 1) })
    const row = { position: rows.position, key, turns, metadata: this.#metadataOf(cells, cells) }
    return { row: { ...row, labels: this.#pick(cells, this.#labels) ?? {} } }
  }

  /** The header once more, where files were put behind each other. */
  #isHeader(cells: readonly string[]): boolean {
    if (!this.#isNamedTable) return false
    const at = this.#at.text ?? this.#at.question
    if (at === undefined || cells[at] !== this.#columns[at]) return false
    return this.#columns.every((name, column) => (cells[column] ?? '').trim() === name)
  }

  /** Nobody says it: a row below the table, or within it, that sums up. */
  #isTotal(cells: readonly string[]): boolean {
    if (this.#at.speaker === undefined || !isEmpty(this.#cell(cells, this.#at.speaker) ?? '')) return false
    const first = cells.find((cell) => !isEmpty(cell))
    return first !== undefined && TOTAL.test(first)
  }

  #number(cell: string): string {
    return this.#decimalComma && /^\s*[+-]?\d+,\d+\s*$/.test(cell) ? cell.trim().replace(',', '.') : cell
  }

  /** Missing columns at the end do no harm where nothing needed stands there; neither do empty ones too many. */
  #fits(cells: readonly string[]): boolean {
    if (cells.length === this.#columns.length) return true
    if (cells.length < this.#columns.length) return !this.#isPair && cells.length >= this.#needed && cells.length > 1
    for (let index = this.#columns.length; index < cells.length; index++) if (!isEmpty(cells[index])) return false
    return true
  }

  #turn(cells: readonly string[], values: readonly Json[]): RawTurn[] {
    const text = this.#cell(cells, this.#at.text) ?? ''
    if (isEmpty(text)) return []
    const turn: RawTurn = (this.#isNamed && splitNamed(text)) || { text }
    if (isEmpty(turn.text)) return []
    const speaker = this.#cell(cells, this.#at.speaker)
    if (speaker !== undefined) turn.speaker = speaker
    const time = this.#cell(cells, this.#at.time)
    if (time) turn.time = this.#number(time)
    const utteranceId = this.#cell(cells, this.#at.utteranceId)
    if (utteranceId) turn.utteranceId = utteranceId
    const labels = this.#pick(values, this.#turnLabels)
    if (labels) turn.labels = labels
    return [turn]
  }

  #pair(cells: readonly string[]): RawTurn[] {
    const turns: RawTurn[] = []
    const question = this.#cell(cells, this.#at.question) ?? ''
    const answer = this.#cell(cells, this.#at.answer) ?? ''
    if (!isEmpty(question)) turns.push({ speaker: 'client', text: question })
    if (!isEmpty(answer)) turns.push({ speaker: 'therapist', text: answer })
    return this.#answersFirst ? turns.toReversed() : turns
  }

  /** What the conversation is called; sessions of one number may be of several people. */
  #conversation(cells: readonly string[]): string | undefined {
    const own = this.#cell(cells, this.#at.conversation)?.trim()
    if (!own || this.#beside.length === 0) return own
    return [...this.#beside.map((index) => (cells[index] ?? '').trim()), own].join(' ')
  }

  #cell(cells: readonly string[], index: number | undefined): string | undefined {
    return index === undefined ? undefined : cells[index]
  }

  #pick(values: readonly Json[], indices: readonly number[]): JsonObject | undefined {
    let picked: JsonObject | undefined
    for (const index of indices) {
      const value = values[index]
      if (value === undefined || value === null || value === '') continue
      picked ??= {}
      picked[this.#columns[index]] = value
    }
    return picked
  }

  /** Rows of one conversation mostly say the same about it: then they share one object. */
  #metadataOf(cells: readonly string[], values: readonly Json[]): JsonObject {
    const shared = this.#shared
    if (shared && this.#metadata.every((index, at) => shared.cells[at] === (cells[index] ?? ''))) return shared.metadata
    const metadata = this.#pick(values, this.#metadata) ?? {}
    this.#shared = { cells: this.#metadata.map((index) => cells[index] ?? ''), metadata }
    return metadata
  }
}

const TOTAL =
  /^\s*(?:(?:grand|sub)[\s-]?)?(?:totals?|sum|count|mean|average|median|summe|gesamt|insgesamt|somme|suma|итого|всего|合计|总计|合計|합계)\s*:?\s*$/i

/** What programs draw around a table: lines, and how many rows it has. */
const isDrawn = (cells: readonly string[]): boolean =>
  !isPlain(cells[0]) &&
  ((cells.length === 1 && /^\s*\(\d+ rows?\)\s*$/.test(cells[0])) ||
    (cells.every((cell) => /^[\s+=-]*$/.test(cell)) && cells.some((cell) => cell.includes('--'))))

const isEmpty = (cell: string): boolean => !isPlain(cell) && (cell === '' || cell.trim() === '')

/** Begins with a letter or digit of ASCII, as most cells do. */
function isPlain(cell: string): boolean {
  const code = cell.charCodeAt(0)
  return code < 0x7f && code >= 0x30 && code !== 0x3d
}

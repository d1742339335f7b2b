import { areAnswersFirst, readTable } from '../columns/index.ts'
import { isHeader, unique } from '../csv/detect.ts'
import type { Mapping } from '../types.ts'

type Role = 'conversation' | 'speaker' | 'text' | 'time' | 'question' | 'answer'
type Columns = { [role in Role]?: number }

/** Reads the rows of a table in a document as what somebody said. */
export class TableTurns {
  readonly header: boolean
  readonly #columns: Columns
  readonly #answersFirst: boolean
  #speaker = ''
  #conversation: string | undefined

  private constructor(header: boolean, columns: Columns, answersFirst = false) {
    this.header = header
    this.#columns = columns
    this.#answersFirst = answersFirst
  }

  /** `null` when no columns hold speakers and what they say, or questions and answers. */
  static of(rows: readonly string[][]): TableTurns | null {
    const [first] = rows
    if (!first || rows.length < 2) return null
    const width = Math.max(...rows.map(({ length }) => length))
    const padded = rows.map((row) => Array.from({ length: width }, (_, at) => row[at] ?? ''))
    const header = isHeader(padded[0], padded.slice(1))
    const names = header ? unique(padded[0]) : padded[0].map((_, at) => `column_${at + 1}`)
    const data = header ? padded.slice(1) : padded
    const { mapping = {} } = readTable(names, data) ?? {}
    const columns = columnsOf(mapping, names)
    if (columns.question !== undefined && columns.answer !== undefined) {
      const [question, answer] = [columns.question, columns.answer].map((at) => names[at] ?? '')
      return new TableTurns(header, columns, areAnswersFirst(names, question, answer))
    }
    if (columns.speaker !== undefined && columns.text !== undefined) return new TableTurns(header, columns)
    const guessed = bySpeakersThatComeBack(data)
    return guessed && new TableTurns(header, guessed)
  }

  /** A row as lines of `Speaker: text`; a row without a speaker goes on with the one before. */
  lines(cells: readonly string[]): string[] {
    const cell = (role: Role) => (cells[this.#columns[role] ?? -1] ?? '').trim()
    if (this.#columns.question !== undefined) {
      const sides = [
        ['Client', cell('question')],
        ['Therapist', cell('answer')],
      ].flatMap(([who, text]) => (text === '' ? [] : [`${who}: ${text}`]))
      return this.#answersFirst ? sides.toReversed() : sides
    }
    const lines: string[] = []
    const conversation = cell('conversation')
    if (conversation !== '' && conversation !== this.#conversation) {
      if (this.#conversation !== undefined) lines.push(`\n# ${conversation}`)
      this.#conversation = conversation
    }
    this.#speaker = cell('speaker').replace(/(?<!\s)\s*:$/, '') || this.#speaker
    const text = cell('text')
    if (text === '') return lines
    const time = /^[[(]?(\d{1,3}:\d{2}(?::\d{2})?)/.exec(cell('time'))?.[1]
    return [...lines, `${time === undefined ? '' : `[${time}] `}${this.#speaker}: ${text}`]
  }
}

function columnsOf(mapping: Mapping, names: readonly string[]): Columns {
  const columns: Columns = {}
  for (const role of ['conversation', 'speaker', 'text', 'time', 'question', 'answer'] as const) {
    const at = names.indexOf(mapping[role] ?? '')
    if (at !== -1) columns[role] = at
  }
  return columns
}

/** A column of few short names that come back, beside one of longer texts. */
function bySpeakersThatComeBack(rows: readonly (readonly string[])[]): Columns | null {
  const columns = (rows[0] ?? []).map((_, at) => {
    const cells = rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '')
    const distinct = new Set(cells.map((cell) => cell.toLowerCase()))
    const length = cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length)
    return {
      at,
      filled: cells.length,
      distinct: distinct.size,
      length,
      named: cells.every((cell) => /\p{L}/u.test(cell)),
    }
  })
  const speaker = columns.find(
    ({ filled, distinct, length, named }) =>
      named && distinct >= 2 && distinct <= 8 && filled >= distinct * 2 && length <= 30,
  )
  const [text] = columns
    .filter(({ at, distinct }) => at !== speaker?.at && distinct >= 2)
    .toSorted((a, b) => b.length - a.length)
  return speaker && text && text.length > speaker.length ? { speaker: speaker.at, text: text.at } : null
}

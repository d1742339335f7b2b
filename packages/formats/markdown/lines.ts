import { type HeadColumns, headColumns, isHeadRow } from '../columns/index.ts'
import { isKnownRole } from '../roles/index.ts'
import {
  isHeading,
  isSeparator,
  type LabelStyle,
  type LineKind,
  type LineReader,
  looksLikeName,
  masked,
  type SpeakerLine,
  TranscriptLines,
} from '../transcript/lines.ts'

/** How a Markdown text names its speakers. */
export const MARKDOWN_FORMS = ['bold', 'heading', 'table'] as const
export type MarkdownForm = (typeof MARKDOWN_FORMS)[number]

export interface MarkdownStyle {
  form: MarkdownForm
  names: string[]
  closed: boolean
  /** Of a table: which column is which, counted from 0. */
  columns: HeadColumns | null
  /** Of headings that name speakers: their level. Deeper ones are a part of what is said. */
  level: number
  /** Of a table that a program drew with wrapped cells: whether they were cut between words, or anywhere. */
  wrapped?: 'words' | 'letters'
  /** Rules stand between turns rather than between conversations. */
  ruled: boolean
}

/** Quotes and list items: what stands before a line's own text. */
const LEAD = /^\s{0,12}(?:>\s?)*\s{0,12}(?:[-*+]\s{1,4}|\d{1,4}[.)]\s{1,4})?(?:>\s?)*/
const HEADING = /^\s{0,3}#{1,6}\s{1,4}(\S.*?)\s*#*\s*$/
/** `**Name:** text`, `**Name**: text`, `__Name__ text`, `*Name:* text`; a time may stand within or behind. */
const EMPHASIS = /^(\*\*\*|\*\*|__|'''''|'''|''|\*|_)(?=\S)(.{1,100}?)\1/
/** A heading's sign in Org mode, AsciiDoc, Textile and Jira. */
const MARK = /^\s{0,3}(?:[*=]{1,6}|h[1-6](?:\([^)]{0,80}\))?\.)\s{1,4}(?:\{[^}]{0,80}\})?/
/** A place that links lead to; people see nothing there. */
const ANCHOR =
  /^\s*(?:<(?:span|a)\b[^>]{0,200}>\s*<\/(?:span|a)>|\[\[[\w-]{1,80}\]\]|<!--.{0,200}-->|\{\{[^{}]{1,200}\}\})\s*$/
/** What data bases put below a table. */
const COUNT = /^\s*\(?\d+ rows?(?: in set)?.{0,24}$/
/** Below the head of a table, or around each row where programs draw it with corners. */
const RULE = /^[|+]?\s*:?[-=]{2,}:?(?:\s*[|+]\s*:?[-=]{2,}:?)*(?:\s*[|+])?$/
const TIME = /^\s*[[(]?(\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)[\])]?\s*/

export class MarkdownLines implements LineReader {
  readonly #style: MarkdownStyle
  readonly #labels: TranscriptLines

  constructor(style: MarkdownStyle) {
    this.#style = style
    this.#labels = labelsOf(style)
  }

  kind(line: string, afterBlank: boolean): LineKind {
    if (line.trim() === '') return 'text'
    if (ANCHOR.test(line)) return 'noise'
    if (this.#style.form === 'table') {
      if (isRule(line) || COUNT.test(line)) return 'noise'
      if (!line.includes('|')) return headingOf(line) === null && !isSeparator(line) ? 'text' : 'opens'
      return this.#isHead(cellsOf(line)) ? 'noise' : this.speaker(line) ? 'speaker' : 'text'
    }
    if (this.speaker(line)) return 'speaker'
    if (isSeparator(line)) return this.#style.ruled ? 'noise' : afterBlank ? 'opens' : 'text'
    // `Session 2` above a line, or behind the signs of other ways to mark text up.
    const level = levelOf(line)
    if (level === 0 && afterBlank && isHeading(line.replace(MARK, '').replace(/\{\{[^{}]{1,200}\}\}/g, '')))
      return 'opens'
    return level > 0 && (this.#style.form !== 'heading' || level <= this.#style.level) ? 'opens' : 'text'
  }

  speaker(line: string): SpeakerLine | null {
    const { form } = this.#style
    if (form === 'table') return this.#row(line)
    if (form === 'heading') {
      const heading = headingOf(line)
      return heading === null ? null : this.#headed(heading, line.length)
    }
    return this.#bold(line)
  }

  /** Text without the signs of quotes and, in a table, of cells. */
  said(line: string): string {
    if (this.#style.form !== 'table') return plainText(line.replace(/^\s{0,12}(?:>\s?)+/, ''))
    const { columns } = this.#style
    const cells = cellsOf(line)
    return plainText((columns && cells.length > columns.text ? cells[columns.text] : line) ?? '')
  }

  together(lines: readonly string[]): string {
    const { columns, wrapped } = this.#style
    if (!columns || !wrapped) return lines.map((line) => this.said(line).trim()).join('\n')
    return plainText(
      unwrapped(
        lines.map((line) => wideCellOf(line, columns.text)).filter((cell) => cell.trim() !== ''),
        wrapped,
      ),
    )
  }

  #headed(heading: string, text: number): SpeakerLine | null {
    const name = unmarked(heading)
    const label = this.#labels.speaker(`${name.replace(/:\s*$/, '')}:`)
    if (label) return { ...label, text }
    const timed = timesOf(name)
    const found = timed && this.#labels.speaker(`${timed.name}:`)
    return found ? { ...found, time: timed.time, text } : null
  }

  #bold(line: string): SpeakerLine | null {
    const lead = LEAD.exec(line)?.[0].length ?? 0
    const before = TIME.exec(line.slice(lead))
    const from = lead + (before?.[0].length ?? 0)
    const [whole, , inner] = EMPHASIS.exec(line.slice(from)) ?? []
    if (whole === undefined) {
      const plain = this.#labels.speaker(line.slice(lead))
      return plain && { ...plain, text: plain.text + lead }
    }
    const after = line.slice(from + whole.length)
    const timed = timesOf(inner.replace(/:\s*$/, ''))
    const [behind, time] = /^\s*[[(](\d{1,3}:\d{2}(?::\d{2})?)[\])]/.exec(after) ?? ['']
    const sign = /^\s*(?::|[-–—ÿ](?=\s))?\s*/.exec(after.slice(behind.length))?.[0] ?? ''
    // Without a colon within or behind, only a role or a known name is a speaker and no stressed word.
    const colon = /:\s*$/.test(inner) || sign.includes(':')
    const found = this.#labels.speaker(`${timed?.name ?? inner.replace(/:\s*$/, '').trim()}:`)
    if (!found || (!colon && !isKnownRole(found.speaker) && !this.#style.names.includes(masked(found.speaker))))
      return null
    const when = before?.[1] ?? timed?.time ?? time
    const text = from + whole.length + behind.length + sign.length
    return { speaker: found.speaker, ...(when !== undefined && { time: when }), text }
  }

  #row(line: string): SpeakerLine | null {
    const { columns } = this.#style
    if (!columns || !line.includes('|')) return null
    const cells = cellsOf(line)
    if (cells.length <= Math.max(columns.speaker, columns.text) || this.#isHead(cells) || RULE.test(line.trim()))
      return null
    const speaker = unmarked(cells[columns.speaker] ?? '')
    const time = columns.time === undefined ? '' : (cells[columns.time] ?? '')
    if (speaker === '') return null
    const conversation = columns.conversation === undefined ? '' : (cells[columns.conversation] ?? '')
    return { speaker, ...(time !== '' && { time }), text: 0, ...(conversation !== '' && { conversation }) }
  }

  #isHead(cells: readonly string[]): boolean {
    const { columns } = this.#style
    return columns !== null && isHeadRow(cells.map(unmarked), columns)
  }
}

const labelsOf = ({ names, closed }: Pick<MarkdownStyle, 'names' | 'closed'>): TranscriptLines => {
  const style: LabelStyle = { form: 'colon', names, closed, numbered: null, furniture: [] }
  return new TranscriptLines(style)
}

export const levelOf = (line: string): number => /^\s{0,3}(#{1,6})\s/.exec(line)?.[1].length ?? 0
export const headingOf = (line: string): string | null => HEADING.exec(line)?.[1] ?? null

/** The cells of a table's row; a pipe behind a backslash is text. */
export const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim())

/** A cell with the blanks that fill its column. */
const wideCellOf = (line: string, column: number): string =>
  (
    line
      .trim()
      .replace(/^\|/, '')
      .split(/(?<!\\)\|/)[column] ?? ''
  )
    .replaceAll('\\|', '|')
    .replace(/^ /, '')
    .replace(/ $/, '')

/** Lines of a cell that its column's width broke, as it was; where there was room for more, a line had its end. */
function unwrapped(lines: readonly string[], wrapped: 'words' | 'letters'): string {
  let text = ''
  for (const [at, line] of lines.entries()) {
    const next = lines[at + 1]
    const room = line.length - line.trimEnd().length
    const isCut = wrapped === 'letters' && room <= 1
    text += isCut ? line : line.trimEnd()
    if (next !== undefined && !isCut) text += (next.trim().split(' ', 1)[0]?.length ?? 0) + 1 >= room ? ' ' : '\n'
  }
  return text
}

/** How the cells of a table are wrapped that go on in rows where nothing else stands; `null` where columns are not drawn. */
export function wrappingOf(filled: readonly string[], { text }: HeadColumns): 'words' | 'letters' | null {
  const rows = filled.filter((line) => line.trim().startsWith('|') && !isRule(line))
  if (new Set(rows.map((line) => wideCellOf(line, text).length)).size !== 1) return null
  const goesOn = (line = ''): boolean =>
    line !== '' && cellsOf(line).every((cell, at) => (cell === '') === (at !== text))
  const broken = rows.filter((_, at) => goesOn(rows[at + 1])).map((line) => wideCellOf(line, text))
  if (broken.length === 0) return null
  return broken.filter((cell) => /\S$/.test(cell)).length * 2 >= broken.length ? 'letters' : 'words'
}

/** Which column of a table's head is which; `null` where it does not say who speaks and what. */
export const columnsOf = (head: string): HeadColumns | null => headColumns(cellsOf(head).map(unmarked))

export const isRule = (line: string): boolean => /[|+]/.test(line) && RULE.test(line.trim())

const unmarked = (text: string): string => text.replace(/^[*_`\s]+|(?<![*_`\s])[*_`\s]+$/g, '')

/** `Name (0:12)`, `[0:12] Name`, `Name – 0:12` */
function timesOf(text: string): { name: string; time: string } | null {
  const [before, first] = TIME.exec(text) ?? []
  if (before !== undefined && looksLikeName(text.slice(before.length).trim()))
    return { name: text.slice(before.length).trim(), time: first }
  const [whole, name, time] = /^(.{1,60}?)[\s,–—ÿ|-]{0,4}[[(]?(\d{1,3}:\d{2}(?::\d{2})?)[\])]?$/.exec(text) ?? []
  return whole === undefined ? null : { name: name.trim(), time }
}

/** What people see: no backslashes before signs, no hard breaks, no emphasis around a whole line, quotes as such. */
const plainText = (line: string): string =>
  quotesOf(line)
    .replace(/(?<!\\)(\*\*|__|''')(?=\S)(.{1,2000}?)\1/g, '$2')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\\$|(?<!\s)\s{2,}$|<br\s*\/?>/g, '')

/** Quotes as AsciiDoc and TeX write them: "`so`", '`so`' and ``so''; code between two backticks is none. */
const quotesOf = (line: string): string =>
  line.includes('`') || line.includes("''")
    ? line
        .replace(/(["'])`(?=\S)/g, '$1')
        .replace(/(?<=\S)`(["'])/g, '$1')
        .replace(/(?<![`\w])``(?=[^\s`])(?![^`]*``)/g, '"')
        .replace(/(?<=[^\s'])''(?!['\w])/g, '"')
    : line

import { TableTurns } from './table-turns.ts'
import { WrittenText } from '../written-text.ts'

/** Characters of what may be a title between two tables. */
const LONGEST_TITLE = 200
/** Rows of a table that show what its columns are. */
const SAMPLE_ROWS = 40

/**
 * Writes a document as plain text that the reader of transcripts knows: a paragraph a line, headings with `#`, a table
 * of speakers and what they said as lines of `Speaker: text`. Other tables become their cells, one a line.
 */
export class DocumentText {
  readonly #written = new WrittenText()
  #rows: string[][] | null = null
  #turns: TableTurns | null = null
  /** What stands below a table of turns, and may be the title of the next one; `null` elsewhere. */
  #between: string | null = null

  heading(text: string): void {
    this.#endBetween()
    if (text.trim() !== '') this.#written.add(`\n# ${text.trim().replaceAll('\n', ' ')}\n\n`)
  }

  paragraph(text: string): void {
    if (this.#between === null) this.#written.add(`${text.trimEnd()}\n`)
    else {
      this.#between += `${text.trimEnd()}\n`
      if (this.#between.length > LONGEST_TITLE) this.#endBetween()
    }
  }

  beginTable(): void {
    this.#rows = []
    this.#turns = null
    if (this.#between === null) this.#written.add('\n')
  }

  row(cells: string[]): void {
    if (!this.#rows) this.#write(cells)
    else if (this.#rows.push(cells) === SAMPLE_ROWS) this.#decide()
  }

  endTable(): void {
    this.#decide()
    this.#written.add('\n')
    if (this.#turns) this.#between = ''
  }

  /** What was written, when there is enough of it or `all` is asked for. */
  take(all = false): Uint8Array | null {
    if (all) this.#endBetween()
    return this.#written.take(all)
  }

  #decide(): void {
    const rows = this.#rows ?? []
    this.#rows = null
    this.#turns ??= TableTurns.of(rows)
    if (this.#between !== null) {
      this.#endBetween(this.#turns?.header)
      this.#written.add('\n')
    }
    for (const row of this.#turns ? rows.slice(this.#turns.header ? 1 : 0) : rows) this.#write(row)
  }

  /** `isTitle`: another table of turns with a header comes, so that what stands above it is its title. */
  #endBetween(isTitle = false): void {
    const between = this.#between
    this.#between = null
    if (between === null) return
    const title = linesOf(between).join(' ')
    if (isTitle && title !== '' && !NAMED.test(title)) this.heading(title)
    else this.#written.add(between)
  }

  #write(cells: readonly string[]): void {
    const lines = this.#turns ? this.#turns.lines(cells) : cells
    for (const line of lines) if (line.trim() !== '') this.paragraph(line)
  }
}

/** Somebody speaks. */
const NAMED = /^[^:：]{1,40}[:：]\s*\S.{20}/

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

import { TableTurns } from './table-turns.ts'
import { WrittenText } from '../written-text.ts'

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

  heading(text: string): void {
    if (text.trim() !== '') this.#written.add(`\n# ${text.trim().replaceAll('\n', ' ')}\n\n`)
  }

  paragraph(text: string): void {
    this.#written.add(`${text.trimEnd()}\n`)
  }

  beginTable(): void {
    this.#rows = []
    this.#turns = null
    this.#written.add('\n')
  }

  row(cells: string[]): void {
    if (!this.#rows) this.#write(cells)
    else if (this.#rows.push(cells) === SAMPLE_ROWS) this.#decide()
  }

  endTable(): void {
    this.#decide()
    this.#written.add('\n')
  }

  /** What was written, when there is enough of it or `all` is asked for. */
  take(all = false): Uint8Array | null {
    return this.#written.take(all)
  }

  #decide(): void {
    const rows = this.#rows ?? []
    this.#rows = null
    this.#turns ??= TableTurns.of(rows)
    for (const row of this.#turns ? rows.slice(this.#turns.header ? 1 : 0) : rows) this.#write(row)
  }

  #write(cells: readonly string[]): void {
    const lines = this.#turns ? this.#turns.lines(cells) : cells
    for (const line of lines) if (line.trim() !== '') this.paragraph(line)
  }
}

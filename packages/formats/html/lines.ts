import type { Block } from './blocks.ts'
import { isHead, nameOf, type Plan } from './plan.ts'

/** Writes blocks as lines that the reader of transcripts knows: `[time] Speaker: text`, `# heading`, `---`. */
export class LineWriter {
  readonly #plan: Plan
  #speaker: string | null = null
  #time: string | null = null
  /** The speaker has been written, so that more text belongs to them. */
  #begun = true

  constructor(plan: Plan) {
    this.#plan = plan
  }

  write(block: Block): string {
    switch (block.kind) {
      case 'rule':
        return '\n---\n\n'
      case 'heading':
        return this.#isName(block.text) ? this.#name(block.text) : `\n# ${block.text}\n\n`
      case 'label':
        return block.token === this.#plan.label ? this.#name(block.text) : this.#text(block.text)
      case 'time':
        return this.#when(block)
      case 'row':
        return this.#row(block.cells)
      default:
        return this.#paragraph(block)
    }
  }

  #name(text: string): string {
    this.#speaker = nameOf(text)
    this.#begun = false
    return ''
  }

  #when({ token, text }: { token: string; text: string }): string {
    const { time, timeFirst, label } = this.#plan
    if (label === null || token !== time) return this.#text(text)
    // Where times come first, each begins a message, also of who spoke before.
    if (timeFirst) this.#begun = false
    if (!this.#begun) this.#time = text
    return ''
  }

  #row(cells: string[]): string {
    const { columns } = this.#plan
    if (!columns || cells.length <= Math.max(columns.speaker, columns.text))
      return this.#text(cells.filter((cell) => cell !== '').join('\n'))
    if (isHead(cells, columns) || cells[columns.text] === '') return ''
    if (cells[columns.speaker] !== '') this.#name(cells[columns.speaker] ?? '')
    this.#begun = false
    this.#time = (columns.time === null ? null : cells[columns.time]) || null
    return this.#text(cells[columns.text] ?? '')
  }

  #paragraph({ text, lead }: Extract<Block, { kind: 'text' }>): string {
    if (lead === undefined || !this.#isName(lead)) return this.#text(text)
    const rest = text.slice(lead.length).trim()
    // `Name (0:12): text` is a line as it should be; `Name text` lacks its colon.
    if (/:\s*$/.test(lead) || /^(?:[[(][\d:.,]+[\])])?\s*:/.test(rest)) return `${text}\n`
    this.#name(lead)
    return rest === '' ? '' : this.#text(rest)
  }

  #text(text: string): string {
    if (text === '') return ''
    if (this.#begun || this.#speaker === null) return `${text}\n`
    const time = this.#time === null ? '' : `[${clockOf(this.#time)}] `
    this.#begun = true
    this.#time = null
    return `${time}${this.#speaker}: ${text}\n`
  }

  #isName(text: string): boolean {
    return this.#plan.names.has(nameOf(text).toLowerCase())
  }
}

/** A time as a transcript has it; of a date, the time of day. */
const clockOf = (time: string): string => /\d{1,3}:\d{2}(?::\d{2})?/.exec(time)?.[0] ?? time

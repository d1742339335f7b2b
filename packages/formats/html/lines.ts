import { isHeadRow } from '../columns/index.ts'
import { type Block, ROLE } from './blocks.ts'
import { nameOf, type Plan } from './plan.ts'

/** Text that is kept back, in characters, until its time is known. */
const LONGEST = 64 * 1024

/**
 * Writes blocks as lines that the reader of transcripts knows: `[time] Speaker: text`, `# heading`, `---`. A message is
 * kept back until the next one begins, since its time may stand below it; `end` gives the last.
 */
export class LineWriter {
  readonly #plan: Plan
  #speaker: string | null = null
  #time: string | null = null
  #conversation = ''
  /** What the speaker has said so far; `null` when nobody is speaking. */
  #said: string | null = null

  constructor(plan: Plan) {
    this.#plan = plan
  }

  write(block: Block): string {
    switch (block.kind) {
      case 'rule':
        return `${this.end()}\n---\n\n`
      case 'heading':
        return this.#isName(block.text) ? this.#name(block.text) : `${this.end()}\n# ${block.text}\n\n`
      case 'label':
        if (block.token === this.#plan.label) return this.#name(block.text)
        return block.token === ROLE ? '' : this.#text(block.text)
      case 'time':
        return this.#when(block)
      case 'row':
        return this.#row(block.cells)
      default:
        return this.#paragraph(block)
    }
  }

  /** The message that is open, if there is one. */
  end(): string {
    const said = this.#said
    const time = this.#time === null ? '' : `[${clockOf(this.#time)}] `
    this.#said = null
    if (said === null || said === '') return ''
    this.#time = null
    return `${time}${this.#speaker}: ${said}\n`
  }

  #name(text: string): string {
    const before = this.end()
    this.#speaker = nameOf(text)
    this.#said = ''
    return before
  }

  #when({ token, text }: { token: string; text: string }): string {
    const { time, timeFirst, label } = this.#plan
    if (label === null || token !== time) return this.#clock(text) ? '' : this.#text(text)
    // Where times come first, each begins a message, also of who spoke before.
    const before = timeFirst ? this.end() : ''
    if (timeFirst && this.#speaker !== null) this.#said = ''
    if (timeFirst || this.#said !== null) this.#time = text
    return before
  }

  #row(cells: string[]): string {
    const { columns, sides } = this.#plan
    if (!columns && sides) {
      if (cells.join('\n') === sides.head) return ''
      const lines = sides.turns.lines(cells).map((line) => `${line}\n`)
      return this.end() + lines.join('')
    }
    if (!columns || cells.length <= Math.max(columns.speaker, columns.text))
      return this.#text(cells.filter((cell) => cell !== '').join('\n'))
    if (isHeadRow(cells, columns) || cells[columns.text] === '') return ''
    const before = this.#opens(cells, columns) + this.#name(cells[columns.speaker] || (this.#speaker ?? ''))
    this.#time = (columns.time === undefined ? null : cells[columns.time]) || null
    return before + this.#text(cells[columns.text] ?? '')
  }

  /** What ends one conversation and begins the next, where rows say in which they are. */
  #opens(cells: string[], { conversation }: NonNullable<Plan['columns']>): string {
    const named = conversation === undefined ? '' : (cells[conversation] ?? '')
    if (named === '' || named === this.#conversation) return ''
    this.#conversation = named
    return `${this.end()}\n# ${named}\n\n`
  }

  #paragraph({ text, lead }: Extract<Block, { kind: 'text' }>): string {
    if (lead === undefined || !this.#isName(lead)) return this.#clock(text) ? '' : this.#text(text)
    const rest = text.slice(lead.length).trim()
    // `Name (0:12): text` is a line as it should be; `Name text` lacks its colon.
    if (/:\s*$/.test(lead) || /^(?:[[(][\d:.,]+[\])])?\s*:/.test(rest)) return `${this.end()}${text}\n`
    const before = this.#name(lead)
    const clock = ONLY_CLOCK.test(rest)
    if (clock) this.#time = rest
    return rest === '' || clock ? before : before + this.#text(rest)
  }

  /** Whether it is the time of the message that is open, which stands between who speaks and what is said. */
  #clock(text: string): boolean {
    if (this.#said !== '' || this.#time !== null || !ONLY_CLOCK.test(text)) return false
    this.#time = text
    return true
  }

  #text(text: string): string {
    if (text === '') return ''
    if (this.#said === null) return `${text}\n`
    this.#said += this.#said === '' ? text : `\n${text}`
    return this.#said.length > LONGEST ? this.end() : ''
  }

  #isName(text: string): boolean {
    return this.#plan.names.has(nameOf(text).toLowerCase())
  }
}

const ONLY_CLOCK = /^[[(]?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?[\])]?$/i
/** A time as a transcript has it, with its day where that stands before it. */
const clockOf = (time: string): string => dayAndTime(time) ?? CLOCK.exec(time)?.[0] ?? time
const CLOCK = /(?:\d{4}-\d{2}-\d{2}[T ]|\d{1,2}[./]\d{1,2}[./]\d{2,4},? )?\d{1,3}:\d{2}(?::\d{2})?(?:\s?[AP]M\b)?/i

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const NAMED =
  /(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? (\d{1,2}),? (\d{4}),? (?:at )?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?([ap])m)?/i

/** A day with the name of its month, and its time, in the form in which they sort. */
function dayAndTime(written: string): string | null {
  const [whole, month = '', day = '', year = '', hour = '', minute = '', second, half] = NAMED.exec(written) ?? []
  if (whole === undefined) return null
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  const date = `${year}-${two(MONTHS.indexOf(month.toLowerCase()) + 1)}-${two(day)}`
  return `${date} ${two(hours)}:${minute}${second === undefined ? '' : `:${second}`}`
}

const two = (part: number | string): string => String(part).padStart(2, '0')

import type { UnprocessableFileError } from '@techdeck/core'
import { Parser } from 'htmlparser2'
import { CarriedCells } from '../grid/index.ts'
import { passed, type Passed, refused } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import type { PageClasses } from './classes.ts'

/** A piece of a page, in the order in which people read it. */
export type Block =
  /** `lead` is the text in bold, or otherwise set off, that begins it. */
  | { kind: 'text'; text: string; lead?: string }
  | { kind: 'heading'; text: string }
  /** The text of an element that may name who speaks, or when; `token` is the class or the element that says so. */
  | { kind: 'label' | 'time'; text: string; token: string }
  /** A row of a table. */
  | { kind: 'row'; cells: string[]; head: boolean }
  | { kind: 'rule' }

/** Stands for a break among white space, until the text is made neat; no character that people use. */
const BREAK = '\ue000'
/** The token of a label that is no element's text but its class or attribute, such as `class="therapist"`. */
export const ROLE = ' role'
const ROLES =
  /^(?:therapist|counsell?or|helper|supporter|client|patient|seeker|user|assistant|bot|interviewer|participant)$/i
const OF_ROLE = /^data-(?:[a-z-]*-)?(?:role|author|speaker)$/
/** Longest piece that is kept together, in characters. */
const LONGEST = 1024 * 1024

const BREAKS = new Set(
  `address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre search section summary table tbody td tfoot th
    thead tr ul`.split(/\s+/),
)
/** What a page holds that nobody said. */
const SILENT = new Set(
  'script style template noscript svg math title select textarea button iframe object audio video nav'.split(' '),
)
/** What a page says of itself, rather than of one of its articles. */
const ABOUT = new Set(['footer', 'aside'])
const OUTERMOST = new Set(['html', 'body'])
const SET_OFF = new Set(['b', 'strong', 'em', 'i', 'u', 'cite'])
const SPEAKER =
  /(?:^|[-_])(?:who|speaker|author|from|sender|user|username|nick|nickname|participant|role|name)(?:[-_]?(?:name|label|id))?$/i
const TIME = /(?:^|[-_])(?:time|timestamp|date|datetime|when|ts|clock)$/i
/** A box that holds one message; who wrote it may stand beside. */
const MESSAGE = /^(?:msg|message|bubble|turn|utterance|row|chat-?(?:message|bubble)|message-?bubble)$/i
/** Parts of chats that repeat or describe what is said beside them. */
const REPEATS = /^(?:userpic|userpic_wrap|initials|reply_to|avatar|service)$/
/** Telegram's boxes of what was sent along. */
const SENT = /^(?:media_(?!wrap)([a-z_]+)|(photo|sticker|video_file|voice_message|animated|round_video)_wrap)$/

/** Takes HTML apart into blocks, chunk by chunk. Holds one block at a time. */
export class BlockParser {
  readonly #parser: Parser
  #out: Block[] = []
  #depth = 0
  /** Depth of the element whose content is passed over. */
  #silent = 0
  #text = ''
  #lead: string | null = null
  /** Text begins with an element that sets it off, which is still open at this depth. */
  #leadDepth = 0
  /** An element that may be a label, its depth, and the text before it. */
  #label: { kind: 'label' | 'time'; token: string; depth: number; title: string | undefined; text: string } | null =
    null
  #row: { cells: string[]; head: boolean } | null = null
  /** Of the cell that is open: how many rows and columns it stands for. */
  #spans = { rows: 1, columns: 1 }
  /** Cells of rows above that stand for rows below, too. */
  #carried = new CarriedCells()
  /** Number of the row in its table. */
  #rowNumber = 0
  /** How many elements are open in which line ends are breaks. */
  #preformatted = 0
  /** Names of the elements that are open. */
  readonly #names: string[] = []
  #tables = 0
  #sinceEvent = 0

  readonly #classes: PageClasses | null
  readonly #limits: UnpackLimits

  /** `classes`: those that name speakers and times beside the ones whose names say so. */
  constructor(classes: PageClasses | null, limits: UnpackLimits) {
    this.#classes = classes
    this.#limits = limits
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => this.#add(text),
        oncomment: () => this.#seen(),
      },
      { decodeEntities: true },
    )
  }

  /** The blocks that end within this chunk. @throws UnprocessableFileError where tags nest too deep or never end */
  write(chunk: string): Block[] {
    this.#sinceEvent += chunk.length
    this.#parser.write(chunk)
    if (this.#sinceEvent > this.#limits.maxTagChars)
      throw refusal('A tag or comment of the page never ends.', passed('maxTagChars', this.#limits))
    return this.#take()
  }

  end(): Block[] {
    this.#parser.end()
    this.#flush()
    return this.#take()
  }

  #take(): Block[] {
    const out = this.#out
    this.#out = []
    return out
  }

  #seen(): void {
    this.#sinceEvent = 0
  }

  #open(name: string, attributes: { [name: string]: string }): void {
    const { class: classes = '', title, datetime } = attributes
    this.#seen()
    if (VOID.has(name)) {
      if (name === 'br') this.#add(BREAK)
      if (name === 'hr') this.#rule()
      return
    }
    this.#names.push(name)
    if (name === 'pre') this.#preformatted++
    const most = this.#limits.maxPageDepth
    if (++this.#depth > most)
      throw refusal(`Its elements are nested deeper than ${most}.`, passed('maxPageDepth', this.#limits))
    if (this.#silent > 0) return
    const tokens = classes.split(/\s+/).filter((token) => token !== '')
    const sent = tokens.map((token) => SENT.exec(token)).find((found) => found !== null)
    if (sent) this.#add(` [${(sent[1] ?? sent[2]).replaceAll('_', ' ')}] `)
    if (
      SILENT.has(name) ||
      ((ABOUT.has(name) || /^(?:header|footer)$/.test(attributes['title'] ?? '')) &&
        OUTERMOST.has(this.#names.at(-2) ?? 'body')) ||
      sent ||
      tokens.some((token) => REPEATS.test(token))
    ) {
      this.#silent = this.#depth
      return
    }
    this.#openRow(name, attributes)
    if (BREAKS.has(name) && !this.#inCell()) this.#flush()
    const isMessage = BREAKS.has(name) && tokens.some((token) => MESSAGE.test(token))
    if (BREAKS.has(name) && !this.#label && !this.#row) this.#openRole(tokens, attributes)
    const speaker =
      name === 'dt'
        ? 'dt'
        : tokens.find(
            (token) => this.#classes?.speakers.has(token) || (SPEAKER.test(token) && !(isMessage && ROLES.test(token))),
          )
    const time = name === 'time' ? 'time' : tokens.find((token) => this.#classes?.times.has(token) || TIME.test(token))
    const token = time ?? speaker
    if (token !== undefined && !this.#label && !this.#row) {
      this.#flush()
      this.#label = {
        kind: time === undefined ? 'label' : 'time',
        token,
        depth: this.#depth,
        title: datetime ?? (time === undefined ? undefined : title),
        text: '',
      }
    } else if (SET_OFF.has(name) && this.#text.trim() === '' && this.#lead === null && this.#leadDepth === 0)
      this.#leadDepth = this.#depth
  }

  #openRole(tokens: readonly string[], attributes: { [name: string]: string }): void {
    const said = Object.entries(attributes).find(([key, value]) => OF_ROLE.test(key) && ROLES.test(value))?.[1]
    const role = said ?? tokens.find((token) => ROLES.test(token))
    if (role !== undefined) this.#out.push({ kind: 'label', token: ROLE, text: role })
  }

  #close(name: string): void {
    this.#seen()
    if (VOID.has(name)) return
    const depth = this.#depth--
    if (this.#names.pop() === 'pre') this.#preformatted--
    if (this.#silent > 0) {
      if (depth === this.#silent) this.#silent = 0
      return
    }
    if (this.#label?.depth === depth) {
      const { kind, token, title, text } = this.#label
      this.#label = null
      const shown = title ?? neat(text)
      if (shown !== '') this.#out.push({ kind, token, text: shown })
      return
    }
    if (this.#leadDepth === depth) {
      this.#leadDepth = 0
      this.#lead = neat(this.#text)
    }
    if (/^h[1-6]$/.test(name)) this.#heading()
    else if (name === 'td' || name === 'th') this.#cell()
    else if (name === 'tr') this.#endRow()
    else if (name === 'table') this.#tables--
    else if (BREAKS.has(name) && this.#inCell()) this.#add(BREAK)
    else if (BREAKS.has(name)) this.#flush()
  }

  #add(text: string): void {
    this.#seen()
    if (this.#silent > 0) return
    if (this.#label) {
      if (this.#label.text.length < LONGEST) this.#label.text += text
      return
    }
    this.#text += this.#preformatted > 0 ? text.replaceAll('\n', BREAK) : text
    if (this.#text.length > LONGEST && !this.#row) this.#flush()
    if (this.#row && this.#text.length > this.#limits.maxTextChars)
      throw refusal('A cell of a table is too long.', passed('maxTextChars', this.#limits))
  }

  #flush(): void {
    const text = neat(this.#text)
    const lead = this.#lead
    this.#text = ''
    this.#lead = null
    this.#leadDepth = 0
    if (text !== '') this.#out.push({ kind: 'text', text, ...(lead !== null && lead !== '' && { lead }) })
  }

  #heading(): void {
    const text = neat(this.#text).replaceAll('\n', ' ')
    this.#text = ''
    this.#lead = null
    this.#leadDepth = 0
    if (text !== '') this.#out.push({ kind: 'heading', text })
  }

  #rule(): void {
    if (this.#silent > 0) return
    this.#flush()
    this.#out.push({ kind: 'rule' })
  }

  /** Rows of tables in cells of tables are text of the outer one. */
  #openRow(name: string, { rowspan, colspan }: { [name: string]: string }): void {
    if (name === 'table' && ++this.#tables === 1) this.#carried = new CarriedCells()
    if (this.#tables !== 1) return
    if (name === 'tr') {
      this.#flush()
      this.#row = { cells: [], head: true }
      this.#rowNumber++
    } else if (this.#row && (name === 'td' || name === 'th')) {
      this.#text = ''
      this.#spans = { rows: spanOf(rowspan), columns: spanOf(colspan) }
      if (name === 'td') this.#row.head = false
    }
  }

  #inCell = (): boolean => this.#row !== null

  #cell(): void {
    if (this.#tables > 1 || !this.#row) return this.#add(BREAK)
    const { rows, columns } = this.#spans
    const text = neat(this.#text)
    const { cells } = this.#row
    this.#carry(cells)
    if (rows > 1) this.#carried.add(cells.length, text, this.#rowNumber + rows - 1, columns)
    cells.push(text, ...blanks(columns - 1))
    this.#text = ''
    this.#lead = null
  }

  /** What cells of rows above say of the columns that come next. */
  #carry(cells: string[]): void {
    for (const { column, value, columns } of this.#carried.between(this.#rowNumber, cells.length, Infinity)) {
      if (column > cells.length) return
      if (column < cells.length) continue
      cells.push(value as string, ...blanks(columns - 1))
    }
  }

  #endRow(): void {
    if (this.#tables > 1 || !this.#row) return
    this.#carry(this.#row.cells)
    if (this.#row.cells.some((cell) => cell !== '')) this.#out.push({ kind: 'row', ...this.#row })
    this.#row = null
    this.#text = ''
  }
}

const blanks = (count: number): string[] => Array.from({ length: count }, () => '')

/** Most rows or columns that one cell stands for. */
const MOST_SPANNED = 1000
const spanOf = (written: string | undefined): number => {
  const span = Number.parseInt(written ?? '1', 10)
  return span >= 1 ? Math.min(span, MOST_SPANNED) : 1
}

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))

/** White space as a browser shows it; breaks are line ends. */
const neat = (text: string): string =>
  text
    .replace(/[ \t\r\n\f\u00a0]+/g, ' ')
    .replace(/ ?\ue000[ \ue000]*/g, '\n')
    .trim()

const refusal = (what: string, limit: Passed): UnprocessableFileError =>
  refused('unreadable_html', [`The HTML cannot be read. ${what}`, 'Save the page again, or its text alone.'], limit)

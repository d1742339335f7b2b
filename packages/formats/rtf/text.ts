import { damagedDocument, DocumentText, tooLongText } from '../office/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { xmlRefused } from '../xml/errors.ts'

/** Destinations that hold nothing that people read in the text; so does each that begins with `\*`. */
const SILENT = new Set(
  `fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf footnote
    annotation listtable listoverridetable generator themedata colorschememapping datastore xmlnstbl rsidtbl revtbl fldinst
    nonshppict bkmkstart bkmkend atnid atnauthor pntext listtext template filetbl latentstyles shpinst`.split(/\s+/),
)
const SIGNS: { readonly [word: string]: string } = {
  tab: '\t',
  line: '\n',
  lbr: '\n',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
  page: '\f',
}
const CODE_PAGES: { readonly [page: number]: string } = {
  437: 'windows-1252',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  65001: 'utf-8',
}

interface Group {
  silent: boolean
  /** Taken out with changes tracked, or hidden. */
  deleted: boolean
  /** The number of the style that it says how to write, among the styles. */
  style: number | null
  isStyles: boolean
  /** Characters that stand behind a `\u` for who cannot read it. */
  skips: number
}

/** Reads the text of RTF, sign by sign: paragraphs, headings by their level of outline, and tables. */
export class RtfText {
  readonly written = new DocumentText()
  #groups: Group[] = [{ silent: false, deleted: false, style: null, isStyles: false, skips: 1 }]
  /** Styles of headings, by their level of outline. */
  readonly #headings = new Set<number>()
  #state: 'text' | 'sign' | 'word' | 'number' | 'hex' = 'text'
  #word = ''
  #number = ''
  /** Bytes of the code page that are not yet text. */
  #bytes: number[] = []
  #decoder = new TextDecoder('windows-1252')
  #text = ''
  /** Characters to pass over, behind a `\u` or within `\bin`. */
  #passing = 0
  #binary = 0
  #isHeading = false
  #inTable = false
  #wasTable = false
  #cells: string[] = []
  #cell: string[] = []
  #begun = false
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  /** @throws UnprocessableFileError when it is nested too deep or a paragraph does not end */
  write(text: string): void {
    for (let at = 0; at < text.length; at++) {
      if (this.#binary > 0) this.#binary--
      else if (!this.#push(text[at])) at--
    }
    if (this.#text.length + this.#bytes.length > this.#limits.maxTextChars) throw tooLongText(this.#limits)
  }

  /** @throws UnprocessableFileError when groups are open: the document is cut */
  end(): void {
    if (this.#groups.length > 1 || !this.#begun) throw damagedDocument()
    this.#paragraph()
    this.#endTable()
  }

  /** Whether the sign is done with; otherwise it is looked at again. */
  #push(sign: string): boolean {
    switch (this.#state) {
      case 'sign':
        return this.#sign(sign)
      case 'word':
        if (/[a-zA-Z]/.test(sign) && this.#word.length < 32) this.#word += sign
        else if (/[-\d]/.test(sign)) {
          this.#number = sign
          this.#state = 'number'
        } else return this.#endWord(sign)
        return true
      case 'number':
        if (!/\d/.test(sign) || this.#number.length > 9) return this.#endWord(sign)
        this.#number += sign
        return true
      case 'hex':
        this.#number += sign
        if (this.#number.length < 2) return true
        this.#state = 'text'
        this.#byte(Number.parseInt(this.#number, 16))
        return true
      default:
        this.#plain(sign)
        return true
    }
  }

  #plain(sign: string): void {
    if (sign === '\\') {
      this.#state = 'sign'
    } else if (sign === '{') {
      this.#begun = true
      if (this.#groups.push({ ...this.#group, style: null }) > this.#limits.maxGroupDepth)
        throw xmlRefused('nested_too_deep', passed('maxGroupDepth', this.#limits))
      this.#passing = 0
    } else if (sign === '}') {
      this.#decode()
      if (this.#groups.length > 1) this.#groups.pop()
      this.#passing = 0
    } else if (sign !== '\r' && sign !== '\n') this.#byte(sign.charCodeAt(0))
  }

  /** Behind a backslash. */
  #sign(sign: string): boolean {
    this.#state = 'text'
    if (/[a-zA-Z]/.test(sign)) {
      this.#word = sign
      this.#number = ''
      this.#state = 'word'
    } else if (sign === "'") {
      this.#number = ''
      this.#state = 'hex'
    } else if (sign === '*') this.#group.silent = true
    else if (sign === '~') this.#add('\u00a0')
    else if (sign === '_') this.#add('-')
    else if (sign === '\r' || sign === '\n') this.#endParagraph()
    else if ('\\{}'.includes(sign)) this.#byte(sign.charCodeAt(0))
    return true
  }

  #endWord(next: string): boolean {
    this.#state = 'text'
    const number = this.#number === '' || this.#number === '-' ? null : Number(this.#number)
    this.#control(this.#word, number)
    // One blank belongs to the word.
    return next === ' '
  }

  #control(word: string, number: number | null): void {
    if (word === 'u' && number !== null) {
      this.#add(String.fromCharCode(number & 0xffff))
      this.#passing = this.#group.skips
    } else if (word === 'uc') this.#group.skips = number ?? 1
    else if (word === 'bin') this.#binary = Math.max(0, number ?? 0)
    else if (word === 'ansicpg') this.#page(number ?? 1252)
    else if (word === 'mac') this.#page(10000)
    else if (SILENT.has(word)) {
      this.#group.silent = true
      this.#group.isStyles = word === 'stylesheet'
    } else if (this.#group.isStyles) this.#style(word, number)
    else if (SIGNS[word] !== undefined) this.#add(SIGNS[word])
    else if (this.#group.silent) return
    else if (word === 'deleted' || word === 'v') this.#group.deleted = number !== 0
    else if (word === 'plain') this.#group.deleted = false
    else if (word === 'par' || word === 'sect') this.#endParagraph()
    else if (word === 'cell' || word === 'nestcell') this.#endCell()
    else if (word === 'row') this.#endRow()
    else if (word === 'intbl') this.#inTable = true
    else if (word === 'outlinelevel') this.#isHeading = (number ?? 0) < 9
    else if (word === 's') this.#isHeading = this.#headings.has(number ?? 0)
    else if (word === 'pard') {
      this.#isHeading = false
      this.#inTable = false
    }
  }

  /** Within the list of styles, which stands before the text. */
  #style(word: string, number: number | null): void {
    if (word === 's') this.#group.style = number
    else if (word === 'outlinelevel' && (number ?? 0) < 9 && this.#group.style !== null)
      this.#headings.add(this.#group.style)
  }

  #page(page: number): void {
    const name = CODE_PAGES[page] ?? `windows-${page}`
    try {
      this.#decoder = new TextDecoder(name)
    } catch {
      // A page that nobody knows: what is no ASCII will look wrong, the rest is right.
    }
  }

  #byte(byte: number): void {
    if (this.#passing > 0) this.#passing--
    else if (!this.#isPassedOver && !Number.isNaN(byte)) this.#bytes.push(byte)
  }

  #add(text: string): void {
    this.#decode()
    if (!this.#isPassedOver) this.#text += text
  }

  #decode(): void {
    if (this.#bytes.length === 0) return
    this.#text += this.#decoder.decode(Uint8Array.from(this.#bytes))
    this.#bytes = []
  }

  #endParagraph(): void {
    if (this.#group.silent) return
    this.#decode()
    if (!this.#inTable) this.#paragraph()
    else this.#takeText()
  }

  #paragraph(): void {
    this.#decode()
    const text = this.#text
    this.#text = ''
    this.#endTable()
    if (this.#isHeading) this.written.heading(text)
    else this.written.paragraph(text)
  }

  #takeText(): void {
    this.#cell.push(this.#text)
    this.#text = ''
  }

  #endCell(): void {
    this.#decode()
    this.#takeText()
    this.#cells.push(this.#cell.join('\n').trim())
    this.#cell = []
  }

  #endRow(): void {
    if (!this.#wasTable) this.written.beginTable()
    this.#wasTable = true
    this.written.row(this.#cells)
    this.#cells = []
  }

  #endTable(): void {
    if (this.#wasTable) this.written.endTable()
    this.#wasTable = false
  }

  get #isPassedOver(): boolean {
    return this.#group.silent || this.#group.deleted
  }

  get #group(): Group {
    return this.#groups[this.#groups.length - 1]
  }
}

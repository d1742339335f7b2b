import {
  damagedDocument,
  documentContent,
  tooLongText,
  DocumentText,
  mainPart,
  OfficePackage,
} from '../office/index.ts'
import { isKnownRole } from '../roles/index.ts'
import { head } from '../sources.ts'
import type { ByteSource, Member, UnpackLimits } from '../types.ts'

/** The text of a document, as one member. */
export async function* convertDocument(
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Member> {
  const main = await mainPart(await head(source, 64), source)
  if (!main) throw damagedDocument()
  const file = await OfficePackage.open(source, limits, signal)
  yield { path: '', content: documentContent(file.part(main.path), new DocumentHandler(limits), limits, signal) }
}

/** What does not stand in the text as it is read: deleted and moved away, or there a second time for older programs. */
const PASSED_OVER: ReadonlySet<string> = new Set(['del', 'moveFrom', 'Fallback', 'instrText', 'delInstrText', 'object'])

class DocumentHandler {
  readonly #limits: UnpackLimits
  readonly written = new DocumentText()
  #passing = 0
  #inText = false
  #paragraph = ''
  #heading = false
  /** The run is bold; and how much of the paragraph is, from its beginning on. */
  #bold = false
  #boldEnd = 0
  /** Tables inside of each other; those within one are text of its cells. */
  #tables = 0
  #cells: string[] = []
  #cell: string[] = []
  #rowLength = 0

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  open(name: string, attributes: { [name: string]: string }): void {
    if (this.#passing > 0 || PASSED_OVER.has(name)) {
      this.#passing++
      return
    }
    switch (name) {
      case 't':
        this.#inText = true
        return
      case 'tab':
        this.#add('\t')
        return
      case 'br':
      case 'cr':
        this.#add('\n')
        return
      case 'noBreakHyphen':
        this.#add('-')
        return
      case 'pStyle':
        this.#heading = /^(heading|berschrift|überschrift|titre|titolo)[\s_-]?\d?$/i.test(attributes['val'] ?? '')
        return
      case 'r':
        this.#bold = false
        return
      case 'b':
        this.#bold = !['0', 'false', 'off'].includes(attributes['val'] ?? '')
        return
      case 'tbl':
        if (++this.#tables === 1) this.written.beginTable()
        return
      case 'tr':
        if (this.#tables === 1) this.#cells = []
        this.#rowLength = 0
        return
      case 'tc':
        if (this.#tables === 1) this.#cell = []
    }
  }

  text(text: string): void {
    if (this.#inText && this.#passing === 0) this.#add(text)
  }

  close(name: string): void {
    if (this.#passing > 0) {
      this.#passing--
      return
    }
    switch (name) {
      case 't':
        this.#inText = false
        return
      case 'p':
        this.#endParagraph()
        return
      case 'tc':
        if (this.#tables === 1) this.#cells.push(this.#cell.join('\n'))
        return
      case 'tr':
        if (this.#tables === 1) this.written.row(this.#cells)
        return
      case 'tbl':
        if (--this.#tables === 0) this.written.endTable()
    }
  }

  #add(text: string): void {
    if (this.#bold && this.#boldEnd === this.#paragraph.length) this.#boldEnd += text.length
    this.#paragraph += text
    this.#rowLength += text.length
    const most = this.#limits.maxTextChars
    if (this.#paragraph.length > most || (this.#tables > 0 && this.#rowLength > most)) throw tooLongText(this.#limits)
  }

  #endParagraph(): void {
    const paragraph = named(this.#paragraph, this.#boldEnd)
    this.#boldEnd = 0
    if (this.#tables > 0) this.#cell.push(paragraph)
    else if (this.#heading) this.written.heading(paragraph)
    else this.written.paragraph(paragraph)
    this.#paragraph = ''
    this.#heading = false
  }
}

/** A paragraph that begins with a role in bold, as `Speaker: text`. */
function named(paragraph: string, boldEnd: number): string {
  const lead = paragraph.slice(0, boldEnd).trim()
  const rest = paragraph.slice(boldEnd).trim()
  return lead !== '' && /^[\p{L}\p{N}"“‘'([]/u.test(rest) && /[\p{L}\p{N}]$/u.test(lead) && isKnownRole(lead)
    ? `${lead}: ${rest}`
    : paragraph
}

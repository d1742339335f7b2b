import { tooLongText, documentContent, DocumentText, openDocumentContent, OpenDocumentText } from '../office/index.ts'
import type { ByteSource, Member, UnpackLimits } from '../types.ts'

const PASSED_OVER: ReadonlySet<string> = new Set(['annotation', 'note', 'tracked-changes', 'forms', 'object'])

/** The text of a document, as one member. */
export async function* convertText(
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Member> {
  const content = await openDocumentContent(source, limits, signal)
  yield { path: '', content: documentContent(content(), new TextHandler(limits), limits, signal) }
}

class TextHandler {
  readonly #limits: UnpackLimits
  readonly written = new DocumentText()
  readonly #text = new OpenDocumentText()
  #passing = 0
  #paragraphs = 0
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
    if (name === 'p' || name === 'h') this.#paragraphs++
    else if (name === 'table' && ++this.#tables === 1) this.written.beginTable()
    else if (name === 'table-row' && this.#tables === 1) {
      this.#cells = []
      this.#rowLength = 0
    } else if (name === 'table-cell' && this.#tables === 1) this.#cell = []
    else if (this.#paragraphs > 0) this.#text.open(name, attributes)
  }

  text(text: string): void {
    if (this.#passing > 0 || this.#paragraphs === 0) return
    this.#text.add(text)
    if (this.#text.length + this.#rowLength > this.#limits.maxTextChars) throw tooLongText(this.#limits)
  }

  close(name: string): void {
    if (this.#passing > 0) this.#passing--
    else if (name === 'p' || name === 'h') this.#endParagraph(name === 'h')
    else if (name === 'table-cell' && this.#tables === 1) this.#cells.push(this.#cell.join('\n'))
    else if (name === 'table-row' && this.#tables === 1) this.written.row(this.#cells)
    else if (name === 'table' && --this.#tables === 0) this.written.endTable()
  }

  #endParagraph(heading: boolean): void {
    this.#paragraphs--
    const paragraph = this.#text.take()
    if (this.#tables > 0) {
      this.#cell.push(paragraph)
      this.#rowLength += paragraph.length
    } else if (heading) this.written.heading(paragraph)
    else this.written.paragraph(paragraph)
  }
}

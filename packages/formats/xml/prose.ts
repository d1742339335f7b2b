import { DocumentText } from '../office/document-text.ts'
import type { UnpackLimits } from '../types.ts'
import type { XmlHandler } from './parse.ts'
import { RunningText } from './running-text.ts'

const PARAGRAPH = /^(?:p|para|simpara|paragraph|v|verse|line|item|listitem|subtitle)$/i
const HEADING = /^(?:title|head|heading|h[1-6]|subject)$/i
/** What a document says of itself, and what is no text. */
const SILENT =
  /^(?:teiheader|info|articleinfo|bookinfo|front|description|metadata|meta|binary|stylesheet|script|style)$/i

/** Writes a document of paragraphs (DocBook, JATS, TEI, FictionBook, OPML) as lines of a transcript. */
export class Prose implements XmlHandler {
  readonly written = new DocumentText()
  readonly #names: string[] = []
  #silent = 0
  #text: RunningText | null = null
  /** Depth of the paragraph or heading that is open. */
  #depth = 0
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  open(name: string, attributes: { [name: string]: string }): void {
    this.#names.push(name)
    const isHeadOfOutline = name === 'head' && this.#names[0] === 'opml'
    if (this.#silent === 0 && (SILENT.test(name) || isHeadOfOutline)) this.#silent = this.#names.length
    if (this.#silent > 0) return
    if (name === 'outline') this.#outline(attributes)
    if (this.#text) this.#text.open(name, attributes)
    else if (PARAGRAPH.test(name) || HEADING.test(name)) {
      this.#text = new RunningText(this.#limits)
      this.#depth = this.#names.length
    }
  }

  text(text: string): void {
    if (this.#silent === 0) this.#text?.add(text)
  }

  close(name: string): void {
    if (this.#silent === this.#names.length) this.#silent = 0
    else if (this.#silent === 0 && this.#text) {
      if (this.#depth < this.#names.length) this.#text.close(name)
      else {
        const text = this.#text.take()
        this.#text = null
        if (HEADING.test(name)) this.written.heading(text)
        else this.written.paragraph(text)
      }
    }
    this.#names.pop()
  }

  /** What an outline says stands in attributes: a heading, or a line, and what is noted below. */
  #outline({ text = '', _note: note = '' }: { [name: string]: string }): void {
    if (note === '') this.written.paragraph(plain(text))
    else this.written.heading(text)
    for (const line of note.split('\n')) this.written.paragraph(plain(line))
  }
}

/** Without the signs of Markdown around who speaks. */
const plain = (line: string): string => line.replace(/^(\*\*|__)(.{1,100}?)\1/, '$2')

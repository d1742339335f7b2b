import { byConvention, CONVENTIONS } from '../columns/index.ts'
import type { UnpackLimits } from '../types.ts'
import { WrittenText } from '../written-text.ts'
import { isKnownRole } from '../roles/index.ts'
import { isField, type Kind, namesSpeaker } from './kinds.ts'
import type { XmlHandler } from './parse.ts'
import type { People } from './people.ts'
import { RunningText } from './running-text.ts'

/** An element that is open, and what was written of it. */
interface Frame {
  readonly kind: Kind
  /** `value`: its text alone; `within`: its fields stand in the braces around it. */
  readonly as: 'object' | 'within' | 'value'
  /** The field that is an open list. */
  list: string | null
  /** Whether a field was written. */
  begun: boolean
  /** Its text, as far as it counts. */
  text: RunningText | null
  /** Elements within its text that are open. */
  inside: number
  /** What its text is called. */
  readonly name: string
}

/** What a language of XML has of its own. */
export interface Dialect {
  /** Fields that are lists, though there be one. */
  readonly lists?: ReadonlySet<string>
  /** Elements with this attribute alone are its value. */
  readonly value?: string
  /** Elements in capitals are what the field around them holds, and say so in this field. */
  readonly type?: string
  /** What the attributes of an element mean. */
  fields?(name: string, attributes: { [name: string]: string }): { [name: string]: string }
}

/**
 * Writes a document as JSON, by what its kinds of elements hold: attributes and elements are fields, elements that come
 * again are lists. Each element stands on the line on which it stands in the document; one value is held at a time.
 */
export class JsonWriter implements XmlHandler {
  readonly written = new WrittenText()
  readonly #dialect: Dialect
  readonly #people: People
  readonly #top: Kind
  readonly #frames: Frame[] = []
  /** Names of attributes and elements that were looked up. */
  readonly #speakers = new Map<string, boolean>()
  #line = 1
  readonly #limits: UnpackLimits
  /** Texts of elements that stand beside those that count. */
  passedOver = 0

  constructor(top: Kind, people: People, limits: UnpackLimits, dialect: Dialect = {}) {
    this.#limits = limits
    this.#top = top
    this.#people = people
    this.#dialect = dialect
  }

  open(name: string, attributes: { [name: string]: string }, line: number): void {
    const around = this.#frames.at(-1)
    const kind = around ? around.kind.children.get(name) : this.#top
    if (around?.text && (around.inside > 0 || around.kind.holds === 'text' || !kind)) {
      around.inside++
      around.text.open(name, attributes)
    } else if (around?.kind.said.has(name)) {
      around.text ??= new RunningText(this.#limits)
      around.inside = 1
      around.text.open(name, attributes)
    } else if (kind) this.#open(around, kind, attributes, line)
  }

  text(text: string): void {
    const frame = this.#frames.at(-1)
    if (frame?.text && (frame.inside > 0 || frame.kind.holds === 'none' || frame.kind.holds === 'text'))
      frame.text.add(text)
    else if (text.trim() !== '') this.passedOver++
  }

  close(name: string): void {
    const frame = this.#frames.at(-1)
    if (!frame) return
    if (frame.inside > 0) {
      frame.inside--
      frame.text?.close(name)
      return
    }
    this.#frames.pop()
    const said = frame.text?.take() ?? ''
    if (frame.as === 'value') {
      if (!frame.begun) this.written.add(JSON.stringify(this.#isSpeaker(name) ? this.#people.named(said) : said))
      return
    }
    if (said !== '') this.#field(frame, frame.name, said)
    if (frame.list !== null) this.written.add(']')
    if (frame.as === 'object') this.written.add(this.#frames.length === 0 ? '}\n' : '}')
  }

  #open(around: Frame | undefined, kind: Kind, own: { [name: string]: string }, line: number): void {
    const attributes = this.#dialect.fields?.(kind.name, own) ?? own
    const isPlain = kind.children.size === 0 || kind.holds === 'text'
    const value = kind.children.size === 0 ? attributes[this.#dialect.value ?? ''] : undefined
    const list = around ? this.#listFor(around, kind) : null
    const isWithin = around !== undefined && this.#isType(kind)
    const isOrdered = list !== null && around?.kind.holds !== 'fields'
    const isAside = isOrdered && !(list === 'turns' ? isKnownRole(kind.name) : kind.name === list)
    const isValue = value !== undefined || (isPlain && !isOrdered && kind.attributes.size === 0)
    const frame: Frame = {
      kind,
      as: isWithin ? 'within' : isValue ? 'value' : 'object',
      list: null,
      begun: isWithin || value !== undefined,
      text: isPlain && value === undefined ? new RunningText(this.#limits) : null,
      inside: 0,
      name: isAside && !namesSpeaker(kind) ? 'note' : nameOfText(kind),
    }
    this.#frames.push(frame)
    if (around && isWithin) this.#field(around, this.#dialect.type ?? '', kind.name)
    else if (around) this.#begin(around, kind, list, line)
    if (value !== undefined) this.written.add(value === 'true' || value === 'false' ? value : JSON.stringify(value))
    if (frame.as === 'object') this.written.add('{')
    if (frame.as === 'value') return
    if (!around && this.#dialect.type !== undefined) this.#field(frame, this.#dialect.type, kind.name)
    if (isAside) this.#field(frame, 'element', kind.name)
    else if (list === 'turns') this.#field(frame, 'speaker', kind.name)
    if (frame.name === 'note') this.passedOver++
    for (const name in attributes)
      if (isField(name, attributes[name]))
        this.#field(frame, name, this.#isSpeaker(name) ? this.#people.named(attributes[name]) : attributes[name])
  }

  /** The list that an element is a part of; once elements of several kinds are one, all are of it. */
  #listFor({ kind: { holds, main }, list }: Frame, own: Kind): string | null {
    if (holds === 'turns') return list === 'turns' || isKnownRole(own.name) ? 'turns' : null
    if (holds === 'mixed') return list === main || own.name === main || own.most > 1 ? main : null
    return own.most > 1 || (this.#dialect.lists?.has(own.name) ?? false) ? own.name : null
  }

  /** What stands before the value of an element: its name, or a comma in a list. */
  #begin(around: Frame, kind: Kind, list: string | null, line: number): void {
    if (list !== null && around.list === list) this.written.add(',')
    else {
      if (around.list !== null) this.written.add(']')
      this.written.add(`${around.begun ? ',' : ''}${JSON.stringify(list ?? kind.name)}:${list === null ? '' : '['}`)
      around.list = list
      around.begun = true
    }
    if (line > this.#line) this.written.add('\n'.repeat(line - this.#line))
    this.#line = Math.max(line, this.#line)
  }

  #field(frame: Frame, name: string, value: string): void {
    if (frame.list !== null) this.written.add(']')
    frame.list = null
    this.written.add(`${frame.begun ? ',' : ''}${JSON.stringify(name)}:${JSON.stringify(value)}`)
    frame.begun = true
  }

  #isSpeaker(name: string): boolean {
    const known = this.#speakers.get(name)
    if (known !== undefined) return known
    const found = byConvention([name], CONVENTIONS.speaker) !== undefined
    this.#speakers.set(name, found)
    return found
  }

  #isType = ({ name }: Kind): boolean => this.#dialect.type !== undefined && /^[A-Z]/.test(name)
}

/** What the text of an element is called that has other fields. */
const nameOfText = ({ attributes, children }: Kind): string =>
  attributes.has('text') || children.has('text') ? 'content' : 'text'

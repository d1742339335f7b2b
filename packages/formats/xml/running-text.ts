import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { xmlRefused } from './errors.ts'

const BREAKS = new Set('p para paragraph simpara l lg line ab div lb br'.split(' '))
/** What a transcriber says of how something is said. */
const MARKS = new Set('vocal incident kinesic stage desc event note gap said-as background'.split(' '))
/** Elements that stand for the signs around what they hold. */
const QUOTES = new Set(['quote', 'q'])
/** The less good of two ways to write one thing. */
const PASSED_OVER = new Set('sic orig abbr del'.split(' '))

/** Puts the text of an element together as people read it, whatever elements stand in it. */
export class RunningText {
  #text = ''
  #depth = 0
  /** Depth from which on all is passed over, or is a mark. */
  #passing = 0
  #mark = 0
  #markText = ''
  #choices = 0
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  open(name: string, attributes: { [name: string]: string } = {}): void {
    this.#depth++
    const own = name.toLowerCase()
    if (own === 'choice') this.#choices++
    if (this.#passing === 0 && ((this.#choices > 0 && PASSED_OVER.has(own)) || own === 'del'))
      this.#passing = this.#depth
    if (this.#passing > 0) return
    if (MARKS.has(own) && this.#mark === 0) {
      this.#mark = this.#depth
      this.#markText = attributes['desc'] ?? attributes['reason'] ?? ''
    } else if (QUOTES.has(own) && this.#mark === 0) this.#text += '"'
    else if (BREAKS.has(own) && this.#mark === 0) this.#text = broken(this.#text)
    else if (own === 'w' && this.#text !== '' && !/\s$/.test(this.#text)) this.#text += ' '
  }

  add(text: string): void {
    if (this.#passing > 0) return
    if (this.#mark > 0) this.#markText += text
    else this.#text += text.replace(/\s+/g, ' ')
    if (this.#text.length + this.#markText.length > this.#limits.maxTextChars)
      throw xmlRefused('too_large', passed('maxTextChars', this.#limits))
  }

  close(name: string): void {
    if (name.toLowerCase() === 'choice') this.#choices--
    if (this.#passing === this.#depth) this.#passing = 0
    if (this.#mark === this.#depth) {
      const mark = unenclosed(this.#markText.replace(/\s+/g, ' '))
      if (mark !== '') this.#text += `${/(?:^|\s)$/.test(this.#text) ? '' : ' '}[${mark}] `
      this.#mark = 0
    }
    if (QUOTES.has(name.toLowerCase()) && this.#mark === 0 && this.#passing === 0) this.#text += '"'
    if (BREAKS.has(name.toLowerCase()) && this.#mark === 0) this.#text = broken(this.#text)
    this.#depth--
  }

  take(): string {
    const text = this.#text
      .replace(/ {2,}/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim()
    this.#text = ''
    return text
  }
}

const broken = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text.trimEnd()}\n`)

/** What is said of a turn, without the brackets and stars that some write around it. */
function unenclosed(text: string): string {
  let end = text.length
  while (end > 0 && ' )]}*'.includes(text[end - 1])) end--
  return text.slice(0, end).replace(/^[ ([{*]+/, '')
}

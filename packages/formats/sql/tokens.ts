import type { UnprocessableFileError } from '@techdeck/core'
import { passed, type Passed, refused } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'

export type Token =
  | { kind: 'word'; text: string }
  /** A name in quotes, or a string where the data base takes quotes so. */
  | { kind: 'name'; text: string }
  | { kind: 'string'; text: string }
  | { kind: 'sign'; text: string }

const ESCAPES: { readonly [sign: string]: string } = { n: '\n', r: '\r', t: '\t', '0': '', Z: '', b: '\b' }
const WORD = /[\w.$+\u0080-\uffff-]+/y
const BLANK = /\s+/y

/** Takes SQL apart, as its text comes. */
export class Tokens {
  /** Backslashes stand before signs in strings. */
  escapes: boolean
  #text = ''
  #at = 0
  #final = false
  readonly #limits: UnpackLimits

  constructor(escapes: boolean, limits: UnpackLimits) {
    this.#limits = limits
    this.escapes = escapes
  }

  /** More text; the last one is `final`. @throws UnprocessableFileError when a value does not end */
  feed(text: string, final: boolean): void {
    this.#text = this.#text.slice(this.#at) + text
    this.#at = 0
    this.#final = final
    if (this.#text.length > this.#limits.maxValueChars + text.length)
      throw endless(passed('maxValueChars', this.#limits))
  }

  /** `null` when more text is needed, or none is left. */
  next(): Token | null {
    for (;;) {
      BLANK.lastIndex = this.#at
      this.#at += BLANK.exec(this.#text)?.[0].length ?? 0
      const begin = this.#text.slice(this.#at, this.#at + 2)
      if (begin.length < 2 && !this.#final) return null
      if (begin === '') return null
      if (begin === '--' || begin[0] === '#') {
        if (!this.#skip('\n')) return null
      } else if (begin === '/*') {
        if (!this.#skip('*/')) return null
      } else return this.#token(begin[0])
    }
  }

  /** The rest of a line, without its end; `null` when more text is needed, or none is left. */
  line(): string | null {
    const end = this.#text.indexOf('\n', this.#at)
    if (end === -1 && !this.#final) return null
    if (this.#at >= this.#text.length) return null
    const line = this.#text.slice(this.#at, end === -1 ? undefined : end)
    this.#at = end === -1 ? this.#text.length : end + 1
    return line.replace(/\r$/, '')
  }

  #skip(end: string): boolean {
    const at = this.#text.indexOf(end, this.#at + 1)
    if (at === -1 && !this.#final) return false
    this.#at = at === -1 ? this.#text.length : at + end.length
    return true
  }

  #token(first: string): Token | null {
    if (first === "'") return this.#quoted("'", 'string')
    if (first === '"') return this.#quoted('"', 'name')
    if (first === '`') return this.#quoted('`', 'name')
    WORD.lastIndex = this.#at
    const word = WORD.exec(this.#text)?.[0]
    if (word === undefined) {
      this.#at++
      return { kind: 'sign', text: first }
    }
    if (this.#at + word.length >= this.#text.length && !this.#final) return null
    this.#at += word.length
    return { kind: 'word', text: word }
  }

  /** Where the next quote stands that no backslash stands before; −1 where there is none. */
  #nextPlain(quote: string, from: number): number {
    for (let at = from; ;) {
      const end = this.#text.indexOf(quote, at)
      const slash = this.#text.indexOf('\\', at)
      if (end === -1 || slash === -1 || slash > end) return end
      at = slash + 2
    }
  }

  #quoted(quote: string, kind: 'string' | 'name'): Token | null {
    const escapes = this.escapes && quote !== '`'
    for (let at = this.#at + 1; ; at++) {
      at = escapes ? this.#nextPlain(quote, at) : this.#text.indexOf(quote, at)
      if (at === -1) break
      if (this.#text[at + 1] === quote) at++
      else if (at + 1 >= this.#text.length && !this.#final) return null
      else {
        const raw = this.#text.slice(this.#at + 1, at).replaceAll(quote + quote, quote)
        this.#at = at + 1
        const text = escapes ? raw.replace(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter) : raw
        return { kind, text }
      }
    }
    if (this.#final) throw endless()
    return null
  }
}

const endless = (limit?: Passed): UnprocessableFileError =>
  refused(
    limit ? 'too_large' : 'damaged',
    [
      `A value of the dump ${limit ? 'is too long' : 'does not end'}.`,
      'Make the dump again, or export the table as CSV.',
    ],
    limit,
  )

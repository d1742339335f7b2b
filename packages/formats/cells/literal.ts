import type { Json, JsonObject } from '@techdeck/contracts'

const MAX_DEPTH = 64
const NUMBER = /[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?/y
const WORD = /[A-Za-z_][\w.]*/y
const BLANK = /\s*/y
const ESCAPES: { readonly [escape: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  0: '\0',
}

/**
 * The value of a list, tuple, set or dictionary as Python, numpy or JSON print it; `undefined` where a text is no such
 * literal. Reads values alone: nothing is ever evaluated. Elements may stand beside each other without a comma, as numpy
 * prints them.
 */
export function parseLiteral(text: string): Json | undefined {
  const reader = new Literal(text)
  const value = reader.value(0)
  return value !== undefined && reader.atEnd() ? value : undefined
}

class Literal {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#blank()
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  value(depth: number): Json | undefined {
    if (depth > MAX_DEPTH) return undefined
    const sign = this.#text[this.#at]
    if (sign === '[') return this.#list(']', depth)
    if (sign === '(') return this.#list(')', depth)
    if (sign === '{') return this.#dictionary(depth)
    if (sign === '"' || sign === "'") return this.#string(false)
    const number = this.#match(NUMBER)
    if (number !== '') return this.#then(Number(number.replaceAll('_', '')))
    const word = this.#match(WORD)
    if (word === '') return undefined
    if (/^[rbuf]{1,2}$/i.test(word) && /["']/.test(this.#text[this.#at] ?? '')) return this.#string(/r/i.test(word))
    this.#blank()
    if (this.#text[this.#at] === '(') return this.#call(depth)
    if (!(word in WORDS)) return undefined
    return WORDS[word as keyof typeof WORDS]
  }

  #list(end: string, depth: number): Json | undefined {
    this.#skip(1)
    const list: Json[] = []
    while (this.#text[this.#at] !== end) {
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      list.push(value)
      if (this.#text[this.#at] === ',') this.#skip(1)
    }
    this.#skip(1)
    return list
  }

  /** A dictionary, or the set of values that it is where no colon follows the first. */
  #dictionary(depth: number): Json | undefined {
    this.#skip(1)
    const members: JsonObject = {}
    const set: Json[] = []
    while (this.#text[this.#at] !== '}') {
      const name = this.value(depth + 1)
      if (name === undefined) return undefined
      if (this.#text[this.#at] === ':') {
        this.#skip(1)
        const value = this.value(depth + 1)
        if (value === undefined) return undefined
        Object.defineProperty(members, nameOf(name), { value, enumerable: true, configurable: true, writable: true })
      } else set.push(name)
      if (this.#text[this.#at] === ',') this.#skip(1)
    }
    this.#skip(1)
    return set.length > 0 ? set : members
  }

  /** `array([…], dtype=object)`, `Timestamp('…')`: what stands first in the brackets. */
  #call(depth: number): Json | undefined {
    this.#skip(1)
    const first = this.value(depth + 1)
    if (first === undefined) return undefined
    while (this.#text[this.#at] === ',') {
      this.#skip(1)
      this.#match(WORD)
      this.#blank()
      if (this.#text[this.#at] === '=') this.#skip(1)
      if (
        this.#text[this.#at] !== ')' &&
        this.#text[this.#at] !== ',' &&
        this.value(depth + 1) === undefined &&
        this.#text[this.#at] !== ')'
      )
        return undefined
    }
    if (this.#text[this.#at] !== ')') return undefined
    this.#skip(1)
    return first
  }

  #string(raw: boolean): string | undefined {
    const text = this.#text
    const quote = text[this.#at]
    const end = text.startsWith(quote.repeat(3), this.#at) ? quote.repeat(3) : quote
    let at = this.#at + end.length
    let value = ''
    for (;;) {
      let plain = at
      while (plain < text.length && text[plain] !== '\\' && text[plain] !== quote) plain++
      value += text.slice(at, plain)
      if (plain >= text.length) return undefined
      if (text.startsWith(end, plain)) {
        this.#at = plain
        this.#skip(end.length)
        return value
      }
      if (text[plain] === quote || raw) {
        const length = text[plain] === quote ? 1 : 2
        value += text.slice(plain, plain + length)
        at = plain + length
        continue
      }
      const [said, length] = unescape(text, plain)
      value += said
      at = plain + length
    }
  }

  #match(what: RegExp): string {
    what.lastIndex = this.#at
    const found = what.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #then<V>(value: V): V {
    this.#blank()
    return value
  }

  #skip(length: number): void {
    this.#at += length
    this.#blank()
  }

  #blank(): void {
    this.#match(BLANK)
  }
}

const WORDS = {
  None: null,
  null: null,
  nan: null,
  NaN: null,
  NaT: null,
  True: true,
  true: true,
  False: false,
  false: false,
}

/** What an escape at `at` stands for, and its length. */
function unescape(text: string, at: number): [string, number] {
  const kind = text[at + 1] ?? ''
  const digits = { x: 2, u: 4, U: 8 }[kind]
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16)
    return code <= 0x10ffff ? [String.fromCodePoint(code), 2 + digits] : [text.slice(at, at + 2), 2]
  }
  if (kind === '\n') return ['', 2]
  return [ESCAPES[kind] ?? (/["'\\/]/.test(kind) ? kind : `\\${kind}`), 2]
}

const nameOf = (key: Json): string => (typeof key === 'string' ? key : JSON.stringify(key))

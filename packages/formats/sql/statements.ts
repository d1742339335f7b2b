import type { Json } from '@techdeck/contracts'
import { columnsRefused } from '../grid/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { type Token, Tokens } from './tokens.ts'

export interface DumpedRow {
  table: string
  /** Names of the columns, as far as the dump says them. */
  columns: string[] | null
  values: Json[]
}

const CONSTRAINT = /^(?:primary|unique|key|index|constraint|foreign|check|fulltext|exclude|spatial)$/i

/** Reads the rows that the statements of a dump put into tables; all other statements are passed over. */
export class Statements {
  readonly #tokens: Tokens
  readonly #limits: UnpackLimits
  readonly #columns = new Map<string, string[]>()
  #statement: Token[] = []
  /** Of an INSERT whose values come: its table and columns. */
  #into: { table: string; columns: string[] | null } | null = null
  #copy: { table: string; columns: string[] | null } | null = null
  #row: Json[] | null = null
  /** Parentheses that are open in a value, and what they hold. */
  #depth = 0
  #value: Token[] = []

  constructor(escapes: boolean, limits: UnpackLimits) {
    this.#limits = limits
    this.#tokens = new Tokens(escapes, limits)
  }

  *feed(text: string, final: boolean): Generator<DumpedRow> {
    this.#tokens.feed(text, final)
    for (;;) {
      if (this.#copy) {
        const line = this.#tokens.line()
        if (line === null) return
        if (line === '\\.') this.#copy = null
        else if (line !== '') yield { ...this.#copy, values: this.#copied(line) }
        continue
      }
      const token = this.#tokens.next()
      if (token === null) return
      const row = this.#into ? this.#inValues(token, this.#into) : this.#before(token)
      if (row) yield row
    }
  }

  #copied(line: string): Json[] {
    const values = line.split('\t')
    if (values.length > this.#limits.maxColumns) throw columnsRefused('too_wide', passed('maxColumns', this.#limits))
    return values.map(copied)
  }

  #before(token: Token): null {
    if (token.kind === 'sign' && token.text === ';') {
      this.#end()
      return null
    }
    if (this.#statement.length < this.#limits.maxColumns * 4) this.#statement.push(token)
    if (token.kind === 'word' && /^values?$/i.test(token.text) && this.#isWord(0, /^(?:insert|replace)$/i)) {
      const into = this.#statement.findIndex(({ kind, text }) => kind === 'word' && /^into$/i.test(text))
      const { table, columns } = this.#tableFrom(into + 1)
      this.#into = { table, columns: columns ?? this.#columns.get(table) ?? null }
      this.#statement = []
    }
    return null
  }

  #end(): void {
    if (this.#isWord(0, /^create$/i)) this.#create()
    else if (this.#isWord(0, /^copy$/i) && this.#statement.some(({ text }) => /^stdin$/i.test(text))) {
      const { table, columns } = this.#tableFrom(1)
      this.#copy = { table, columns: columns ?? this.#columns.get(table) ?? null }
      this.#tokens.line()
    }
    this.#statement = []
  }

  #isWord = (at: number, word: RegExp): boolean =>
    this.#statement[at]?.kind === 'word' && word.test(this.#statement[at]?.text ?? '')

  #create(): void {
    const at = this.#statement.findIndex(({ kind, text }) => kind === 'word' && /^table$/i.test(text))
    if (at === -1) return
    const name = this.#statement.findIndex(
      ({ kind, text }, index) =>
        index > at && kind !== 'sign' && !(kind === 'word' && /^(?:if|not|exists)$/i.test(text)),
    )
    const { table, end } = this.#nameAt(name)
    const columns: string[] = []
    let depth = 0
    for (const [index, { kind, text }] of this.#statement.entries()) {
      if (index < end) continue
      if (kind === 'sign' && text === ')') depth--
      const before = this.#statement[index - 1]
      const begins = depth === 1 && before?.kind === 'sign' && (before.text === '(' || before.text === ',')
      if (begins && kind !== 'sign' && !(kind === 'word' && CONSTRAINT.test(text))) columns.push(text)
      if (kind === 'sign' && text === '(') depth++
    }
    if (columns.length > 0) this.#columns.set(table, columns)
  }

  /** `schema.table`, with or without quotes. */
  #nameAt(at: number): { table: string; end: number } {
    let table = this.#statement[at]?.text ?? ''
    let end = at + 1
    while (this.#statement[end]?.text.startsWith('.') || table.endsWith('.')) table = this.#statement[end++]?.text ?? ''
    return { table: table.replace(/^.*\./, ''), end }
  }

  #tableFrom(at: number): { table: string; columns: string[] | null } {
    const { table, end } = this.#nameAt(at)
    if (this.#statement[end]?.text !== '(') return { table, columns: null }
    const close = this.#statement.findIndex(({ text }, index) => index > end && text === ')')
    const names = this.#statement.slice(end + 1, close === -1 ? undefined : close)
    return { table, columns: names.filter(({ kind }) => kind !== 'sign').map(({ text }) => text) }
  }

  #inValues(token: Token, into: { table: string; columns: string[] | null }): DumpedRow | null {
    const sign = token.kind === 'sign' ? token.text : ''
    if (this.#row === null) {
      if (sign === '(') this.#row = []
      // Behind the values: the end, or what to do with what is there already.
      else if (sign !== ',') this.#into = sign === ';' ? null : this.#into
      return null
    }
    if (this.#depth === 0 && (sign === ',' || sign === ')')) {
      if (this.#row.push(valueOf(this.#value)) > this.#limits.maxColumns)
        throw columnsRefused('too_wide', passed('maxColumns', this.#limits))
      this.#value = []
      if (sign === ',') return null
      const values = this.#row
      this.#row = null
      return { ...into, values }
    }
    if (sign === '(') this.#depth++
    else if (sign === ')') this.#depth--
    if (this.#value.length < 32) this.#value.push(token)
    return null
  }
}

/** A literal; calls of functions are nothing, but for the one by which SQLite writes line ends. */
function valueOf(tokens: readonly Token[]): Json {
  const [first, second, third] = tokens
  if (!first) return null
  if (first.kind !== 'word') return first.kind === 'sign' ? null : first.text
  if (/^(?:e|n|_utf8|_utf8mb4)$/i.test(first.text) && second?.kind === 'string') return second.text
  if (/^(?:replace|unistr)$/i.test(first.text)) {
    const texts = tokens.filter(({ kind }) => kind === 'string').map(({ text }) => text)
    const [text = '', ...marks] = texts
    if (first.text.toLowerCase() === 'unistr')
      return text.replace(/\\u([\da-f]{4})|\\\\/gi, (all, code?: string) =>
        code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
      )
    return marks.reduce((made, mark) => made.replaceAll(mark, mark === '\\r' ? '\r' : '\n'), text)
  }
  if (/^cast$/i.test(first.text) && third?.kind === 'string') return third.text
  if (second) return null
  if (/^(?:null|default)$/i.test(first.text)) return null
  if (/^true$/i.test(first.text)) return true
  if (/^false$/i.test(first.text)) return false
  const number = Number(first.text)
  return Number.isFinite(number) && (Number.isSafeInteger(number) || !Number.isInteger(number)) ? number : first.text
}

const COPIED: { readonly [sign: string]: string } = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' }
const copied = (cell: string): Json =>
  cell === '\\N' ? null : cell.replace(/\\(.)/g, (_, sign: string) => COPIED[sign] ?? sign)

import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { Document } from './document.ts'
import { FormTable } from './forms.ts'
import { PlainReader, readerOf, type TextReader } from './reader.ts'

/** All that a reader finds in turns. */
function readAll(reader: TextReader, texts: readonly string[]) {
  reader.write(texts.join(''))
  let at = 0
  const turns = texts.map((text) => {
    const read = reader.readTurn(at, at + text.length)
    at += text.length
    return read
  })
  const { tokens, ids, forms, found, foundCount, marked, markedCount } = reader
  const { count } = tokens
  return {
    turns,
    count,
    tokens: [tokens.start, tokens.end, tokens.hash, tokens.shape, ids, forms].map((list) => [
      ...list.subarray(0, count),
    ]),
    found: [...found.subarray(0, foundCount)],
    marked: [...marked.subarray(0, markedCount)],
  }
}

const unitsOf = (texts: readonly string[]): number => texts.join('').length

describe('a text', () => {
  const word = fc.constantFrom(
    "I'm",
    'I’m',
    "'tis",
    "rock'n'roll",
    "James'",
    '4’s',
    'KILL',
    'myself',
    'want to die',
    'naïve',
    'ÄRGER',
    '_x',
    '“Yes”',
    '—',
    '…',
    '👍',
    '12',
    'b4',
    'You',
    'feel',
    '你好',
    '\u2028',
    '\ud800',
    'K',
    'x'.repeat(50),
    '',
  )
  const text = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    fc.array(word, { maxLength: 6 }).map((words) => words.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  )
  it('is the same to the kernel as without it', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
        const table = FormTable.current()
        const plain = readAll(new PlainReader(unitsOf(texts), table), texts)
        expect(readAll(readerOf(unitsOf(texts), table), texts)).toEqual(plain)
      }),
      { numRuns: 300 },
    )
  })
  it('is read whether its words are known or not', () => {
    const table = FormTable.current()
    const texts = Array.from({ length: 40 }, (_, n) =>
      Array.from({ length: 200 }, (_w, at) => `n${(n * 7919 + at * 104_729) % 9973}`).join(' '),
    )
    const first = readAll(readerOf(unitsOf(texts), table), texts)
    expect(readAll(readerOf(unitsOf(texts), table), texts)).toEqual(first)
    expect(readAll(new PlainReader(unitsOf(texts), table), texts)).toEqual(first)
  })
  it('that is too large to be kept is read as others are', () => {
    const sentence = "I don't know what to do, Sam. "
    const large = new Document([{ index: 0, role: 'client', text: sentence.repeat(10_000) }])
    const small = new Document([{ index: 0, role: 'client', text: sentence.repeat(100) }])
    expect(large.tokens.count).toBe(100 * small.tokens.count)
    const capitalsOf = (document: Document) => {
      let capitals = 0
      document.eachCapital(() => capitals++)
      return capitals
    }
    expect(capitalsOf(small)).toBe(200)
    expect(capitalsOf(large)).toBe(100 * capitalsOf(small))
    expect([...large.ids.subarray(0, 500)]).toEqual([...small.ids.subarray(0, 500)])
  })
  it('keeps what was read of it when the next one is read', () => {
    const document = new Document([{ index: 0, role: 'client', text: 'I want to sleep, Sam.' }])
    const forms = [...document.forms]
    expect(new Document([{ index: 0, role: 'client', text: 'Quite other words here' }]).forms).not.toEqual(forms)
    expect([...document.forms]).toEqual(forms)
  })
})

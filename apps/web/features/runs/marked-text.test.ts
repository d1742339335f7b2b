import { describe, expect, it } from '@jest/globals'
import type { Finding } from '@techdeck/contracts'
import { markedText } from './marked-text.ts'

const finding = (category: string, start: number, end: number): Finding => ({
  kind: 'identifier',
  category,
  turn: 0,
  start,
  end,
  confidence: 1,
  reason: '',
})
const shown = (text: string, findings: Finding[]) =>
  markedText(text, findings).map((piece) => [piece.text, ...piece.findings.map(({ category }) => category)])

describe('marking what was found', () => {
  it('counts code points, as findings do', () => {
    expect(shown('🙂🙂 Sam!', [finding('name', 3, 6)])).toEqual([['🙂🙂 '], ['Sam', 'name'], ['!']])
  })

  it('cuts where findings overlap, and loses no text', () => {
    const pieces = shown('abcdef', [finding('one', 1, 4), finding('two', 3, 6)])
    expect(pieces).toEqual([['a'], ['bc', 'one'], ['d', 'one', 'two'], ['ef', 'two']])
  })

  it('takes offsets outside of the text to its ends', () => {
    expect(shown('ab', [finding('one', -1, 9)])).toEqual([['ab', 'one']])
    expect(shown('ab', [])).toEqual([['ab']])
  })
})

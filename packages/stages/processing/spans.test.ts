import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { replaceSpans, spansOf } from './spans.ts'

const finding = (start: number, end: number, category = 'name', confidence = 0.9) => ({
  kind: 'identifier',
  category,
  turn: 0,
  start,
  end,
  confidence,
  reason: 'r',
})
const points = (text: string) => Array.from(text)

describe('spans', () => {
  it('counts code points in findings and cuts where they mean', () => {
    const text = '😀😀 Anna 😀'
    const [span] = spansOf(text, [finding(3, 7)])
    expect(text.slice(span.start, span.end)).toBe('Anna')
  })

  it('joins overlapping findings under the surest category', () => {
    const text = 'mail sam@example.org now'
    expect(
      spansOf(text, [finding(5, 8, 'name', 0.6), finding(5, 20, 'email', 0.95), finding(9, 20, 'url', 0.7)]),
    ).toEqual([{ start: 5, end: 20, category: 'email', confidence: 0.95 }])
  })

  it('leaves out what an earlier run put there and keeps what stands beside it', () => {
    const text = 'I am [REDACTED] Smith and [NAME-abcdefghij]'
    expect(spansOf(text, [finding(5, 21), finding(26, 43)])).toEqual([
      { start: 16, end: 21, category: 'name', confidence: 0.9 },
    ])
  })

  it('moves offsets of other findings to the new text', () => {
    const text = 'Hi 😀 Anna, call me.'
    const {
      text: clean,
      placed,
      move,
    } = replaceSpans(text, [{ ...spansOf(text, [finding(5, 9)])[0], text: '[REDACTED]' }])
    expect(clean).toBe('Hi 😀 [REDACTED], call me.')
    expect(placed).toEqual([{ start: 5, end: 15 }])
    const { start, end } = move(11, 15)
    expect(points(clean).slice(start, end).join('')).toBe('call')
    expect(move(6, 8)).toEqual({ start: 5, end: 15 })
    expect(move(0, 2)).toEqual({ start: 0, end: 2 })
  })

  it('keeps all text outside of the findings, whatever they are', () => {
    const arbitrary = fc.tuple(
      fc.string({ unit: fc.constantFrom('a', 'B', ' ', '😀', 'é'), maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(40), fc.nat(10)), { maxLength: 6 }),
    )
    fc.assert(
      fc.property(arbitrary, ([text, pairs]) => {
        const characters = points(text)
        const findings = pairs.map(([start, length]) =>
          finding(Math.min(start, characters.length), Math.min(start + length, characters.length)),
        )
        const spans = spansOf(text, findings)
        const { text: clean } = replaceSpans(
          text,
          spans.map((span) => ({ ...span, text: '#' })),
        )
        const covered = characters.filter((_, i) => !findings.some(({ start, end }) => i >= start && i < end))
        expect(clean.replaceAll('#', '')).toBe(covered.join(''))
      }),
    )
  })
})

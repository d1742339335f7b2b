import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Therapy } from '../processing/therapy.ts'
import { ANCHORS, calibrate } from './calibration.ts'
import { coherence, completeness, empathy, language, privacy, therapeuticSkill, uniqueness } from './dimensions.ts'
import { DIMENSIONS, type Dimension } from './note.ts'
import { asSureAs, scoreOf } from './parts.ts'
import { combine, type Weights } from './score.ts'
import type { TextFigures } from './text-figures.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const of = <T>(value: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(DIMENSIONS.map((name) => [name, value])) as Record<Dimension, fc.Arbitrary<T>>)
const weights: fc.Arbitrary<Weights> = of(fc.double({ min: 0, max: 100, noNaN: true }))
/** Rounding of doubles, no more. */
const CLOSE = 1e-9

const text: TextFigures = {
  turns: 12,
  helperTurns: 6,
  clientTurns: 6,
  helperWords: 120,
  clientWords: 120,
  alternation: 0.8,
  floors: 10,
  uptake: 0.3,
  directives: 1,
  repeatedTurns: 1,
  vocabularyWords: 200,
  distinctWords: 40,
  cutOff: true,
}
const therapy: Therapy = {
  behaviours: Array.from({ length: 6 }, (_, i) => [2 * i, 'question', 0.9]),
  talk: [],
  counts: {
    behaviours: { question: 3, reflection: 1, therapist_input: 2 },
    talk: { change: 2, sustain: 2 },
    topics: {},
    emotions: {},
    symptoms: {},
    crisis: {},
  },
  empathy: { emotional_reaction: 0.05, interpretation: 0.05, exploration: 0.1, cue_rate: 0.1 },
  measures: {
    reflection_to_question: 0.33,
    open_questions: 0.4,
    complex_reflections: 0.2,
    helper_talk: 0.5,
    change_talk: 0.5,
    change_talk_slope: 0,
    mi_adherence: 0.5,
    mi_quality: 0.8,
  },
  alliance: [
    { bond: 0, agreement: 0, strain: 1 },
    { bond: 1, agreement: 0, strain: 0 },
    { bond: 0, agreement: 0, strain: 0 },
  ],
  crisis: null,
}
const counts = (change: object): Therapy => ({ ...therapy, counts: { ...therapy.counts, ...change } })

describe('a dimension', () => {
  it('lies between 0 and 1 and never falls when one of its parts rises', () => {
    const part = fc.record({
      value: fc.double({ min: -2, max: 3, noNaN: true }),
      weight: fc.double({ min: 0, max: 9, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        share,
        fc.nat(40),
        (parts, which, by, turns) => {
          const better = parts.map((one, i) =>
            i === which % parts.length ? { ...one, value: one.value + 3 * by } : one,
          )
          const [before, after] = [parts, better].map((list) => asSureAs(turns, scoreOf(list)).score)
          expect(before).toBeGreaterThanOrEqual(0)
          expect(after).toBeLessThanOrEqual(1)
          expect(after).toBeGreaterThanOrEqual(before - CLOSE)
        },
      ),
    )
  })

  it('says which parts are low, and nothing of those that are not', () => {
    const parts = [
      { value: 0.2, weight: 1, low: ['few', 0.4] as const },
      { value: 0.5, weight: 1, low: ['rare', 0.4] as const },
      { value: 0.1, weight: 1 },
    ]
    expect(scoreOf(parts).reasons).toEqual(['few'])
    expect(scoreOf([])).toEqual({ score: 0, reasons: [] })
  })

  it('rises with what it is said to look at', () => {
    const better: [string, number, number][] = [
      ['more turns', completeness(text).score, completeness({ ...text, turns: 16 }).score],
      ['more words', completeness(text).score, completeness({ ...text, clientWords: 200 }).score],
      ['an end', completeness(text).score, completeness({ ...text, cutOff: false }).score],
      ['alternation', coherence(text).score, coherence({ ...text, alternation: 0.9 }).score],
      ['uptake', coherence(text).score, coherence({ ...text, uptake: 0.5 }).score],
      [
        'listening',
        therapeuticSkill(therapy, text).score,
        therapeuticSkill(counts({ behaviours: { question: 3, reflection: 2, therapist_input: 1 } }), text).score,
      ],
      ['no orders', therapeuticSkill(therapy, text).score, therapeuticSkill(therapy, { ...text, directives: 0 }).score],
      [
        'change talk',
        therapeuticSkill(therapy, text).score,
        therapeuticSkill(counts({ talk: { change: 3, sustain: 2 } }), text).score,
      ],
      [
        'cues of empathy',
        empathy(therapy).score,
        empathy({ ...therapy, empathy: { ...therapy.empathy, cue_rate: 0.2 } }).score,
      ],
      [
        'no strain',
        empathy(therapy).score,
        empathy({ ...therapy, alliance: therapy.alliance.map((third) => ({ ...third, strain: 0 })) }).score,
      ],
      ['fewer names', privacy({ name: 6 }, text).score, privacy({ name: 2 }, text).score],
      ['a known language', language({ language: 'und' }, 1, text).score, language({ language: 'en' }, 1, text).score],
      ['new things said', uniqueness(text).score, uniqueness({ ...text, repeatedTurns: 0 }).score],
    ]
    for (const [what, before, after] of better) expect([what, after > before]).toEqual([what, true])
  })
})

describe('the overall score', () => {
  it('never falls when a dimension rises, whatever the weights, and lies between 0 and 1', () => {
    fc.assert(
      fc.property(of(share), weights, fc.constantFrom(...DIMENSIONS), share, (scores, own, name, by) => {
        const better = { ...scores, [name]: scores[name] + by * (1 - scores[name]) }
        const [before, after] = [scores, better].map((each) => calibrate(combine(each, own)))
        expect(before).toBeGreaterThanOrEqual(0)
        expect(after).toBeLessThanOrEqual(1 + CLOSE)
        expect(after).toBeGreaterThanOrEqual(before - CLOSE)
      }),
    )
  })

  it('moves towards a dimension that is given more weight', () => {
    fc.assert(
      fc.property(of(share), weights, fc.constantFrom(...DIMENSIONS), (scores, own, name) => {
        const faultless = { ...scores, safety: 1, bias: 1 }
        const [before, after] = [own, { ...own, [name]: own[name] + 10 }].map((each) => combine(faultless, each))
        expect(Math.abs(after - faultless[name])).toBeLessThanOrEqual(Math.abs(before - faultless[name]) + CLOSE)
      }),
    )
  })
})

describe('the scale', () => {
  it('puts its anchors at 0.5, 0.7 and 0.9, nothing at 0 and everything at 1', () => {
    expect([0, ANCHORS.poor, ANCHORS.even, ANCHORS.good, 1].map((mean) => calibrate(mean))).toEqual([
      0,
      expect.closeTo(0.5),
      expect.closeTo(0.7),
      expect.closeTo(0.9),
      expect.closeTo(1),
    ])
  })

  it('changes no order', () => {
    const points = Array.from({ length: 1001 }, (_, i) => calibrate(i / 1000))
    expect(points.every((point, i) => i === 0 || point > points[i - 1])).toBe(true)
  })
})

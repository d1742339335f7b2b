import { statSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { Document } from '../text/document.ts'
import { hashOf } from '../text/tokens.ts'
import type { DetectorTurn } from '../types.ts'
import {
  bandOf,
  Gazetteer,
  gazetteer,
  GAZETTEER_FILE,
  gazetteerSlots,
  GIVEN,
  PLACE,
  PROPER,
  SURNAME,
} from './gazetteer.ts'
import { eachWordRow, JOINT_ROWS, LABEL_COUNT, readTurn, Tagger, writeJointRows } from './tagger.ts'
import { packWeights, shippedTagger, TAGGER_FILE, unpackWeights } from './tagger-weights.ts'

const turnsOf = (...texts: string[]): DetectorTurn[] =>
  texts.map((text, index) => ({ index, role: index % 2 === 0 ? 'client' : 'therapist', text }))

describe('the gazetteer', () => {
  it.each([
    ['jake', GIVEN],
    ['antti', GIVEN],
    ['rodriguez', SURNAME],
    ['jerković', SURNAME],
    ['wrocław', PLACE],
    ['jerkovic', SURNAME],
    ['voorburg', PLACE],
  ])('knows %s', (word, flag) => expect(gazetteer().flagsOf(word) & flag).toBe(flag))
  it('tells everyday words from proper ones', () => {
    expect(bandOf(gazetteer().flagsOf('people'))).toBe(7)
    expect(gazetteer().flagsOf('people') & (GIVEN | SURNAME | PLACE | PROPER)).toBe(0)
    expect(gazetteer().flagsOf('jake') & PROPER).toBe(PROPER)
  })
  it('takes few unknown words for known ones', () => {
    let taken = 0
    for (let at = 0; at < 20_000; at++) if (gazetteer().flagsOf(`zq${at.toString(36)}xv`) !== 0) taken++
    expect(taken).toBeLessThan(20)
  })
  it('finds what was put into it', () => {
    const words = new Map(Array.from({ length: 500 }, (_, at) => [`word${at}`, (at % 100) + 1] as const))
    const small = new Gazetteer(gazetteerSlots(words))
    for (const [word, flags] of words) expect(small.flags(hashOf(word))).toBe(flags)
  })
})

describe('the tagger', () => {
  it('ships in less than three megabytes with its lists', () => {
    expect(statSync(TAGGER_FILE).size + statSync(GAZETTEER_FILE).size).toBeLessThan(3 << 20)
  })
  it('reads its weights as they were written', () => {
    const weights = {
      rows: Int8Array.from({ length: 16 * LABEL_COUNT }, (_, at) => at - 40),
      scale: 0.5,
      lift: 0.25,
      calibration: [2, -1] as const,
      transitions: Float32Array.from({ length: LABEL_COUNT * LABEL_COUNT }, (_, at) => at / 4),
    }
    expect(unpackWeights(packWeights(weights))).toEqual(weights)
  })
  const word = fc.constantFrom(
    'Sam',
    'in',
    'Oslo',
    'my',
    '12',
    'Oak',
    'Street',
    ',',
    '.',
    'LLC',
    'jake',
    'zorblat',
    '👍',
    '\n',
  )
  const text = fc.oneof(
    fc.array(word, { maxLength: 20 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  )
  it('adds up what its rows say', () => {
    const { weights } = shippedTagger()
    const tagger = new Tagger(weights)
    const mask = weights.rows.length / LABEL_COUNT - 1
    fc.assert(
      fc.property(text, text, (before, said) => {
        const document = new Document(turnsOf(before, said))
        const scores = Float32Array.from(tagger.tag(document, 1, () => 0).scores)
        const features = readTurn(document, 1, () => 0)
        const { count, first, active } = features
        const expected = new Float32Array(count * LABEL_COUNT)
        const add = (to: number, row: number): void => {
          if (to < 0 || to >= count) return
          for (let label = 0; label < LABEL_COUNT; label++)
            expected[to * LABEL_COUNT + label] += weights.rows[row * LABEL_COUNT + label] * weights.scale
        }
        const joint = new Int32Array(JOINT_ROWS)
        for (let at = 0; at < count; at++) {
          eachWordRow(
            mask,
            features,
            at,
            () => document.word(1, first + at),
            (offset, row) => add(at - offset, row),
          )
          writeJointRows(mask, features, at, joint)
          for (const row of joint) add(at, row)
          expected[at * LABEL_COUNT] -= weights.lift
        }
        const errors = expected.map((score, at) =>
          active[Math.floor(at / LABEL_COUNT)] === 1 ? Math.abs(score - scores[at]) : 0,
        )
        expect(Math.max(0, ...errors)).toBeLessThan(1e-3)
      }),
      { numRuns: 60 },
    )
  })
  it('says the same whatever it has read before', () => {
    const { weights } = shippedTagger()
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        const label = (tagger: Tagger, one: string) => {
          const document = new Document(turnsOf(one))
          return Array.from(tagger.tag(document, 0, () => 0).labels.subarray(0, document.tokens.count))
        }
        const used = new Tagger(weights)
        const forth = texts.map((one) => label(used, one))
        const back = texts
          .toReversed()
          .map((one) => label(used, one))
          .toReversed()
        expect(back).toEqual(forth)
        expect(label(new Tagger(weights), texts[0])).toEqual(forth[0])
      }),
      { numRuns: 40 },
    )
  })
})

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
import { LABEL_COUNT, Tagger } from './tagger.ts'
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
  it('says the same whatever it has read before', () => {
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

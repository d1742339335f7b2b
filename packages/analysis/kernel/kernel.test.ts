import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  bucketOf,
  definitionHash,
  encodeWeights,
  fieldWeight,
  FieldWalker,
  letterWeight,
  openWeights,
  outputsOf,
  Panel,
  rowOf,
  Scorer,
  shareWeights,
  turnRange,
  type AnyModel,
  type FieldOptions,
  type Range,
  type Weights,
} from '../model/index.ts'
import { plantedModel } from '../model/testing.ts'
import { Document } from '../text/document.ts'
import { compileKernel } from './compile.ts'
import { Room } from './room.ts'

const WORDS = "i you feel so tired of it all , . ? don't know what to do Sam 42".split(' ')
const BITS = 10

/** Weights that half of all buckets have. */
function someWeights(model: AnyModel): Weights {
  const outputs = outputsOf(model)
  const buckets = Uint32Array.from({ length: 1 << (BITS - 1) }, (_, at) => at * 2 + (at % 3 === 0 ? 1 : 0))
  const numbers = (length: number, by: number) => Float32Array.from({ length }, (_, at) => Math.sin(at * by + 1))
  const file = encodeWeights({
    definition: definitionHash(model),
    bits: BITS,
    outputs,
    buckets,
    values: numbers(buckets.length * outputs, 0.7),
    bias: numbers(outputs, 2),
    denseCentre: numbers(model.dense!.length, 3),
    denseWeights: numbers(model.dense!.length * outputs, 5),
    vectorWeights: new Float32Array(0),
    slope: 1,
    shift: new Float32Array(outputs),
    decision: new Float32Array(outputs),
  })
  return openWeights(shareWeights(file), model.name, definitionHash(model))
}

/** What a field says, one feature after the other. */
function sumsOf(document: Document, ranges: readonly Range[], options: FieldOptions, weights: Weights): number[] {
  const walker = new FieldWalker(0, options)
  const { outputs, rows, scales } = weights
  const sums = Array.from({ length: outputs }, () => 0)
  const placed = Array.from({ length: outputs }, () => 0)
  const rowOfHash = (hash: number): number => rowOf(weights, bucketOf(hash, BITS))
  const add = (to: number[], row: number, by = 1): void => {
    if (row >= 0) for (let k = 0; k < outputs; k++) to[k] += scales[k][rows[row * outputs + k] + 128] * by
  }
  const seen = new Set<string>()
  const isNew = (what: string): boolean => options.once !== true || (!seen.has(what) && seen.add(what).size > 0)
  let words = 0
  walker.walk(document, ranges, {
    word(form) {
      if (form === 0 || !isNew(`word ${form}`)) return
      words++
      const { word, letters } = walker.hashesOf(document.formTable, form)
      add(sums, rowOfHash(word))
      for (const hash of letters) add(sums, rowOfHash(hash), letterWeight(letters.length))
    },
    sequence(hash) {
      if (isNew(`row ${rowOfHash(hash)}`)) add(sums, rowOfHash(hash))
    },
    place: (hash) => add(placed, rowOfHash(hash)),
  })
  return sums.map((sum, k) => sum * fieldWeight(words) + placed[k])
}

function modelWith(outputs: number, text: FieldOptions): AnyModel {
  const planted = plantedModel()
  const classes = Array.from({ length: outputs }, (_, at) => `c${at}`)
  const kind = outputs === 1 ? 'binary' : 'one'
  return { ...planted, kind, classes: outputs === 1 ? ['no', 'yes'] : classes, bits: BITS, fields: { text } }
}

/** How far scores are from what is summed up without the kernel. */
function errorOf(model: AnyModel, texts: readonly string[]): number {
  const weights = someWeights(model)
  const document = new Document(texts.map((text, index) => ({ index, role: 'client', text })))
  const ranges = texts.map((_, turn): Range => [document.turnStart[turn], document.turnStart[turn + 1]])
  const scores = new Scorer(model, weights).rawScores({ document, fields: { text: ranges }, dense: [0.25] })
  const words = sumsOf(document, ranges, model.fields['text'], weights)
  const value = 0.25 - weights.denseCentre[0]
  const expected = words.map((sum, k) => sum + weights.bias[k] + value * weights.denseWeights[k])
  return Math.max(...expected.map((score, k) => Math.abs(score - scores[k]) / (1 + Math.abs(score))))
}

describe('the kernel', () => {
  it('is what its source says', async () => {
    const shipped = await readFile(join(import.meta.dirname, 'kernel.wasm'))
    expect(Buffer.from(await compileKernel()).equals(shipped)).toBe(true)
  })
  it.each([1, 2, 3, 4, 5, 8, 10, 31])('sums %s outputs up as one feature after the other does', (outputs) => {
    const sentence = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(
        fc.array(sentence, { maxLength: 4 }),
        fc.record({
          pairs: fc.boolean(),
          once: fc.boolean(),
          letters: fc.constantFrom<[number, number] | undefined>(undefined, [2, 4]),
          first: fc.nat(3),
          last: fc.nat(2),
        }),
        (texts, options) => expect(errorOf(modelWith(outputs, options), texts)).toBeLessThan(1e-5),
      ),
      { numRuns: 15 },
    )
  })
  it('reads texts of many words in parts, and tokens too long to be words', () => {
    const text = Array.from({ length: 9000 }, (_, at) => WORDS[(at * at) % WORDS.length]).join(' ')
    const tooLong = 'm'.repeat(60)
    for (const once of [false, true])
      expect(
        errorOf(modelWith(3, { pairs: true, once, first: 1, last: 1 }), [text, `${tooLong} hm ${tooLong}`]),
      ).toBeLessThan(1e-5)
  })
  it('sums many cases up at once, and several models of one kind, as one by one', () => {
    const options = { pairs: true, letters: [2, 3], first: 1, last: 1 } as const
    const models = [3, 1, 6].map((outputs) => ({ ...modelWith(outputs, options), dense: [] }))
    const texts = ['I feel so tired of it all.', '', 'You know what to do, Sam?', 'it all , it all'].concat(WORDS)
    const document = new Document(texts.map((text, index) => ({ index, role: 'client', text })))
    const inputs = texts.map((_, turn) => ({ document, fields: { text: [turnRange(document, turn)] }, dense: [] }))
    const one = models.map((model) => {
      const scorer = new Scorer(model, someWeights(model))
      return inputs.flatMap((input) => [...scorer.score(input)])
    })
    const scorers = models.map((model) => new Scorer(model, someWeights(model)))
    expect(scorers.map((scorer) => [...scorer.scoreAll(inputs)])).toEqual(one)
    const together = new Panel(scorers).scoreAll(inputs)
    for (const [at, all] of together.entries()) {
      expect(all).toHaveLength(one[at].length)
      for (const [place, probability] of all.entries()) expect(probability).toBeCloseTo(one[at][place], 6)
    }
    expect(new Panel(scorers).scoreAll([])).toEqual(models.map(() => new Float32Array(0)))
  })
  it('tells words apart that came after others were known', () => {
    const model = modelWith(3, { pairs: true, letters: [2, 3], once: true })
    const scorer = new Scorer(model, someWeights(model))
    const documents = Array.from({ length: 60 }, (_, n) => {
      const text = Array.from({ length: 200 }, (_w, at) => `w${(n * 7919 + at * 104_729) % 20_011}`).join(' ')
      return new Document([{ index: 0, role: 'client', text }])
    })
    const rawScores = (document: Document) => [
      ...scorer.rawScores({ document, fields: { text: [[0, document.turnStart[1]]] }, dense: [0] }),
    ]
    const first = documents.map(rawScores)
    expect(documents.toReversed().map(rawScores).toReversed()).toEqual(first)
  })
})

describe('a room', () => {
  it('gives away pieces that do not overlap, and grows', () => {
    const room = new Room()
    const pieces = Array.from({ length: 50 }, (_, at) => ({ at: room.allocate(at * 1000 + 1), length: at * 1000 + 1 }))
    for (const [n, { at, length }] of pieces.entries()) room.bytes(at, length).fill(n)
    for (const [n, { at, length }] of pieces.entries())
      expect(room.bytes(at, length).every((byte) => byte === n)).toBe(true)
  })
  it('gives a piece again that came back', () => {
    const room = new Room()
    const piece = room.allocate(100)
    room.free(piece, 100)
    expect(room.allocate(97)).toBe(piece)
  })
})

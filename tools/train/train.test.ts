import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it, jest } from '@jest/globals'
import {
  definitionHash,
  encodeVectors,
  encodeWeights,
  openVectors,
  openWeights,
  rowOf,
  Scorer,
  shareWeights,
  turnRange,
  WeightsMismatchError,
} from '@techdeck/analysis/model'
import { seeded } from '@techdeck/core'
import { plantedModel, plantedRows } from '@techdeck/analysis/model/testing'
import { hashOfToken } from '@techdeck/analysis/text'
import { DataFolder } from './data-folder.ts'
import { learn } from './experts.ts'
import { minimise } from './minimise.ts'
import { fit, scoresOf, targetsOf } from './regression.ts'
import { columnsOf, type Features } from './sparse.ts'
import { Trainer } from './trainer.ts'

const folder = mkdtempSync(join(tmpdir(), 'techdeck-train-'))
mkdirSync(join(folder, 'planted'))
const rows = plantedRows(400, seeded(7).next)
writeFileSync(join(folder, 'planted/rows.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
afterAll(() => rmSync(folder, { recursive: true }))

const model = plantedModel()
const trained = new Trainer(new DataFolder(folder)).train(model)
const weights = () => openWeights(shareWeights(trained.file), model.name, definitionHash(model))

describe('training', () => {
  it('learns words, their letters and their order', () => {
    expect(trained.card.cross_validated['macro_f1'].value).toBeGreaterThan(0.95)
    expect(trained.card.held_out?.['accuracy'].value).toBeGreaterThan(0.95)
    expect(trained.card.cross_validated['ece'].value).toBeLessThan(0.1)
  })
  it('holds a fifth of the groups out', () => {
    const { cases, held_out } = trained.card.training
    expect(cases + held_out).toBe(400)
    expect(held_out / 400).toBeCloseTo(0.2, 1)
    expect(Buffer.from(trained.shipped).equals(Buffer.from(trained.file))).toBe(false)
  })
  it('gives the same bytes again', () => {
    const again = new Trainer(new DataFolder(folder)).train(plantedModel())
    expect(Buffer.from(again.file).equals(Buffer.from(trained.file))).toBe(true)
    expect(again.card).toEqual(trained.card)
  })
  it('reads nothing but the files of the folder that it is given', () => {
    const asked: string[] = []
    const data = new DataFolder(folder)
    const file = data.file.bind(data)
    jest.spyOn(data, 'file').mockImplementation((name) => {
      asked.push(name)
      return file(name)
    })
    new Trainer(data).train(plantedModel())
    expect([...new Set(asked)]).toEqual(['planted/rows'])
  })
  it('gives predictions of cases by models that have not seen them', () => {
    expect(trained.predictions.size).toBe(400)
  })
})

describe('weights', () => {
  const examples = model.data.examples(
    { 'planted/rows': rows },
    { predictions: () => new Map(), scorer: () => trained.scorer as never },
  )

  it('say the same whatever was judged before', () => {
    const scorer = new Scorer(model, weights())
    const forwards = examples.map(({ input }) => [...scorer.score(input)])
    const backwards = examples.toReversed().map(({ input }) => [...new Scorer(model, weights()).score(input)])
    expect(backwards.toReversed()).toEqual(forwards)
  })
  it('are refused where the definition is another one', () => {
    const other = { ...model, fields: { text: {} } }
    expect(() => openWeights(shareWeights(trained.file), other.name, definitionHash(other))).toThrow(
      WeightsMismatchError,
    )
  })
  it('keep what was learnt, but for little', () => {
    const values = Float32Array.from({ length: 600 }, (_, at) => Math.sin(at) * (at % 7 === 0 ? 3 : 0.2))
    const buckets = Uint32Array.from({ length: 200 }, (_, at) => at * 80 + (at % 3))
    const zeros = new Float32Array(3)
    const learnt = { outputs: 3, bits: 14, definition: 'd', slope: 1, bias: zeros, shift: zeros, decision: zeros }
    const none = {
      denseCentre: new Float32Array(0),
      denseWeights: new Float32Array(0),
      vectorWeights: new Float32Array(0),
    }
    const file = encodeWeights({ ...learnt, ...none, buckets, values })
    const opened = openWeights(shareWeights(file), 'm', 'd')
    buckets.forEach((bucket, row) => {
      const at = rowOf(opened, bucket)
      for (let k = 0; k < 3; k++)
        expect(Math.abs(opened.scales[k][opened.rows[at * 3 + k] + 128] - values[row * 3 + k])).toBeLessThan(0.024)
    })
    expect(rowOf(opened, 3)).toBe(-1)
  })
  it('lie in memory that a thread shares', async () => {
    const shared = shareWeights(trained.file)
    const before = new Scorer(model, openWeights(shared, model.name, definitionHash(model)))
    const { input } = examples[0]
    const scores = [...before.score(input)]
    const worker = new Worker(
      'const { workerData, parentPort } = require("node:worker_threads"); workerData.fill(0, workerData.length / 2); parentPort.postMessage(1)',
      { eval: true, workerData: shared },
    )
    await new Promise((resolve) => worker.once('message', resolve))
    await worker.terminate()
    expect([...new Scorer(model, openWeights(shared, model.name, definitionHash(model))).score(input)]).not.toEqual(
      scores,
    )
  })
  it('say of a text without words what they say of nothing', () => {
    const scorer = new Scorer(model, weights())
    const { document } = examples[0].input
    const nothing = [...scorer.score({ document, fields: { text: [] }, dense: [0] })]
    expect(nothing.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1)
    const [from] = turnRange(document, 0)
    expect([...scorer.score({ document, fields: { text: [[from, from]] }, dense: [0] })]).toEqual(nothing)
  })
})

describe('experts', () => {
  const columns = [0, 1, 2, 3].map((column) =>
    Float32Array.from({ length: 40 }, (_, row) => Math.sin(row * (column + 1))),
  )
  const matrix = {
    rows: 40,
    columns: 4,
    starts: Int32Array.from({ length: 41 }, (_, row) => row * 4),
    at: Int32Array.from({ length: 160 }, (_, i) => i % 4),
    values: Float32Array.from({ length: 160 }, (_, i) => columns[i % 4][Math.floor(i / 4)]),
  }
  const features = { matrix, families: Uint8Array.of(0, 1, 4, 0) } as Features
  const rowsOfAll = [...Array(40).keys()]
  const targets = targetsOf(
    rowsOfAll.map((row) => [row % 3]),
    3,
    'one',
  )

  it('add up to one model: each learns from its own features, and counts what it is told to', () => {
    const parts = [
      { families: ['words' as const], penalty: 1, weight: 2, tried: [] },
      { families: ['letters' as const, 'dense' as const], penalty: 3, weight: 0.5, tried: [] },
    ]
    const together = scoresOf(matrix, learn(parts, features, targets, rowsOfAll), 3, rowsOfAll)
    const apart = parts.map(({ families, penalty, weight }) => {
      const own = columnsOf(features, families).matrix
      return scoresOf(own, fit(own, targets, rowsOfAll, penalty), 3, rowsOfAll).map((score) => score * weight)
    })
    together.forEach((score, at) => expect(score).toBeCloseTo(apart[0][at] + apart[1][at], 6))
  })
  it('are told apart in the card, each with its penalty', () => {
    const base = plantedModel()
    const { card } = new Trainer(new DataFolder(folder)).train({
      ...base,
      data: { ...base.data, experts: [['words', 'pairs'], ['letters'], ['dense']] },
    })
    expect(card.training.experts.map((expert) => expert.features)).toEqual(['words + pairs', 'letters', 'dense'])
    expect(card.cross_validated['macro_f1'].value).toBeGreaterThan(0.8)
  })
})

describe('pairs', () => {
  it('are learnt from by what tells their two cases apart', () => {
    const topics = 'river stone walk talk morning evening table window'.split(' ')
    const pairs = Array.from({ length: 120 }, (_, at) => {
      const said = `${topics[at % 8]} ${topics[(at * 5) % 8]} is`
      return [
        { id: `${at}-more`, label: 'more', text: `${said} ${at % 2 ? 'lazy' : 'dirty'}` },
        { id: `${at}-less`, label: 'less', text: `${said} ${at % 2 ? 'busy' : 'clean'}` },
      ]
    }).flat()
    writeFileSync(join(folder, 'planted/rows.jsonl'), pairs.map((row) => `${JSON.stringify(row)}\n`).join(''))
    const base = plantedModel()
    const { card } = new Trainer(new DataFolder(folder)).train({
      ...base,
      kind: 'binary',
      classes: ['less', 'more'],
      fields: { text: {} },
      dense: undefined,
      data: {
        ...base.data,
        penalties: [1],
        examples: ({ 'planted/rows': cases }) =>
          base.data
            .examples(
              { 'planted/rows': cases },
              { predictions: () => new Map(), scorer: () => trained.scorer as never },
            )
            .map((example) => ({
              ...example,
              group: example.id.replace(/-.*/, ''),
              against: example.id.replace(/more|less/, (own) => (own === 'more' ? 'less' : 'more')),
            })),
      },
    })
    expect(card.cross_validated['accuracy'].value).toBe(1)
    expect(card.held_out?.['accuracy'].value).toBe(1)
  })
})

describe('word vectors', () => {
  const words = ['warm', 'hot', 'mild', 'cold', 'icy', 'cool']
  const vectors = sharedVectors(
    words.map((word, at) => ({ hash: hashOfToken(word)!, vector: [at < 3 ? 1 : -1, Math.sin(at), 0.1] })),
  )
  const caseOf = (id: string, text: string, label: 'red' | 'green') => ({ id, text: `it is ${text}`, label, noise: 0 })
  const seen = Array.from({ length: 80 }, (_, at) => {
    const isRed = at % 2 === 0
    return caseOf(
      `${at}`,
      ['warm', 'cold', 'hot', 'icy'][(at % 4 < 2 ? 0 : 2) + (isRed ? 0 : 1)],
      isRed ? 'red' : 'green',
    )
  })

  it('let words count that were not seen, by those that are like them', () => {
    const base = plantedModel()
    const own = { ...base, classes: ['red', 'green'], kind: 'binary' as const, fields: { text: { vectors: 0.5 } } }
    writeFileSync(join(folder, 'planted/rows.jsonl'), seen.map((row) => `${JSON.stringify(row)}\n`).join(''))
    const { file } = new Trainer(new DataFolder(folder), undefined, () => vectors).train(own)
    const scorer = new Scorer(own, openWeights(shareWeights(file), own.name, definitionHash(own)), vectors)
    const [mild, cool] = base.data
      .examples(
        { 'planted/rows': [caseOf('a', 'mild', 'red'), caseOf('b', 'cool', 'green')] },
        { predictions: () => new Map(), scorer: () => trained.scorer as never },
      )
      .map(({ input }) => scorer.score(input)[1])
    expect(mild).toBeLessThan(0.4)
    expect(cool).toBeGreaterThan(0.6)
  })
})

function sharedVectors(entries: Parameters<typeof encodeVectors>[0]) {
  const bytes = encodeVectors(entries)
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return openVectors(shared)
}

describe('minimising', () => {
  it('finds the lowest point', () => {
    const x = new Float64Array([5, -3])
    minimise(
      ([a, b], gradient) => {
        gradient[0] = 2 * (a - 1)
        gradient[1] = 20 * (b - 2)
        return (a - 1) ** 2 + 10 * (b - 2) ** 2
      },
      x,
      { tolerance: 1e-10 },
    )
    expect(x[0]).toBeCloseTo(1, 3)
    expect(x[1]).toBeCloseTo(2, 3)
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset, Execution } from '@techdeck/contracts'
import { SESSIONS, workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
let owner: Awaited<ReturnType<TestApi['user']>>
let dataset: Dataset
let [lenient, strict]: Execution[] = []
beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  const worker = workFor(api)
  dataset = await worker.take(owner.id, 'helpline.jsonl', SESSIONS)
  lenient = await worker.run(owner.id, dataset, { qualityThreshold: 0.1 })
  strict = await worker.run(owner.id, dataset, {
    qualityThreshold: 0.99,
    options: { quality: { weights: { empathy: 9 } } },
  })
  worker.close()
}, 60_000)
afterAll(() => api?.close())

const diff = (a: Execution, b: Execution) =>
  api.inject({ url: `/api/v1/pipeline/${a.id}/diff/${b.id}`, headers: owner.headers })

describe('the diff of two runs', () => {
  it('says what left, at which stage, for which reason and by which setting', async () => {
    const { status, body } = await diff(lenient, strict)
    expect(status).toBe(200)
    expect(body.data.differences.map(({ stage, name }: any) => `${stage}.${name}`)).toEqual([
      'quality.quality_threshold',
      'quality.options.weights',
    ])
    const because = ['quality.quality_threshold', 'quality.options.weights']
    expect(body.data.diff).toMatchObject({
      out: { a: 3, b: 0 },
      same: 0,
      counts: { entered: 0, left: 3, score: 3 },
      causes: expect.arrayContaining([
        { change: 'left', stage: 'quality', reason: 'below_threshold', count: 3, because },
        { change: 'score', stage: 'quality', count: 3, because },
      ]),
    })
    expect(body.data.conversations).toHaveLength(3)
    expect(body.data.conversations[0]).toMatchObject({
      dataset_id: dataset.id,
      changes: ['left', 'score'],
      a: { outcome: 'exported' },
      b: { outcome: 'rejected', stage: 'quality', reason: 'below_threshold' },
    })
    expect(body.meta.next_cursor).toBeNull()
  })

  it('says the opposite the other way round, and nothing of a run and itself', async () => {
    expect((await diff(strict, lenient)).body.data.diff.counts).toMatchObject({ entered: 3, left: 0 })
    const { differences, diff: none, conversations } = (await diff(strict, strict)).body.data
    expect([differences, none.same, conversations]).toEqual([[], 3, []])
  })

  it('is none where the runs have no data set in common, or one is not ours', async () => {
    const worker = workFor(api)
    const another = await worker.run(owner.id, await worker.take(owner.id, 'b.jsonl', SESSIONS))
    const stranger = await api.user()
    const theirs = await worker.run(stranger.id, await worker.take(stranger.id, 'b.jsonl', SESSIONS))
    worker.close()
    expect((await diff(lenient, another)).status).toBe(409)
    expect((await diff(lenient, theirs)).status).toBe(404)
  })
})

import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { newId, ResourceError } from '@techdeck/core'
import { newShardResult } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('shards', () => {
  const store = useTestStore('shards')
  afterEach(() => void jest.restoreAllMocks())

  const planned = async (count: number) => {
    const names = { executionId: newId(), datasetId: newId(), stage: 'quality' as const }
    const plan = `${names.executionId}.${names.datasetId}.quality.run.0123456789abcdef`
    await store().shards.plan({ plan, ...names, count })
    return { plan, ...names }
  }

  /** The next update takes effect or not, and its answer is lost. */
  const loseAnswer = (arrives: boolean) => {
    const model = store().connection.model('Shard')
    const update = model.updateOne.bind(model)
    const lost = async (...args: Parameters<typeof update>) => {
      if (arrives) await update(...args)
      throw Object.assign(new Error('connection closed'), { name: 'MongoNetworkError' })
    }
    jest.spyOn(model, 'updateOne').mockImplementationOnce(Object(lost))
  }

  it('begin open, with what their plan says', async () => {
    const { plan, ...names } = await planned(2)
    expect(await store().shards.get(plan, 1)).toEqual({
      ...names,
      id: `${plan}.1`,
      plan,
      index: 1,
      status: 'open',
      claims: 0,
      token: null,
      result: null,
      errorCode: null,
      parkedAt: null,
    })
    expect(await store().shards.get(plan, 2)).toBeNull()
  })

  it('are planned by many at once as by one', async () => {
    const { plan, ...names } = await planned(0)
    await Promise.all([1200, 1100, 1200].map((count) => store().shards.plan({ plan, ...names, count })))
    expect(await store().shards.open(plan, 0, 5000)).toHaveLength(1200)
  })

  it('are ours when the commit arrived though its answer was lost', async () => {
    const { plan } = await planned(1)
    loseAnswer(true)
    expect(await store().shards.commit(plan, 0, 'mine', newShardResult('mine'))).toBe(true)
  })

  it('leave it open whether a commit without an answer may still arrive', async () => {
    const { plan } = await planned(2)
    loseAnswer(false)
    await expect(store().shards.commit(plan, 0, 'mine', newShardResult('mine'))).rejects.toThrow(ResourceError)
    await store().shards.commit(plan, 1, 'other', newShardResult('other'))
    loseAnswer(false)
    expect(await store().shards.commit(plan, 1, 'mine', newShardResult('mine'))).toBe(false)
  })

  it('are found open beyond a long stretch that is done', async () => {
    const { plan } = await planned(60)
    const done = Array.from({ length: 50 }, (_, index) => index)
    await Promise.all(done.map((index) => store().shards.commit(plan, index, 't', newShardResult('t'))))
    expect(await store().shards.open(plan, 0, 3)).toEqual([50, 51, 52])
    expect(await store().shards.open(plan, 58, 3)).toEqual([58, 59])
  })

  it('are read in ranges of any length', async () => {
    const { plan } = await planned(1100)
    const range = await store().shards.range(plan, 3, 1200)
    expect(range.map(({ index }) => index)).toEqual(Array.from({ length: 1097 }, (_, at) => at + 3))
    expect(await store().shards.range(plan, 5, 5)).toEqual([])
  })
})

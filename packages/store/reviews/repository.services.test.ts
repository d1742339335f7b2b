import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newReview } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('reviews', () => {
  const store = useTestStore('reviews')

  it('are queued once, and stand in the order in which people should look', async () => {
    const { reviews } = store()
    const datasetId = newId()
    const [first, second, third] = [
      newReview({ datasetId, lane: 'crisis', priority: 0.3 }),
      newReview({ datasetId, lane: 'uncertain', priority: 1 }),
      newReview({ datasetId, lane: 'uncertain', priority: 0.2 }),
    ]
    await reviews.add([third, first, second])
    await reviews.add([{ ...first, status: 'settled' }])
    const all = await reviews.list(datasetId, null, null, 10)
    expect(all).toEqual([first, second, third])
    expect(await reviews.list(datasetId, 'open', first.order, 1)).toEqual([second])
    expect(await reviews.list(datasetId, 'settled', null, 10)).toEqual([])
    expect(await reviews.get('none')).toBeNull()
  })

  it('are changed by one of two at the same time', async () => {
    const { reviews } = store()
    const review = newReview()
    await reviews.add([review])
    const verdicts = [{ reviewer: 'u1', verdict: 'keep' as const, reason: 'sound' as const, at: new Date() }]
    const change = { status: 'open' as const, verdicts, final: null, settledBy: null, settledAt: null }
    expect(await Promise.all([reviews.change(review.id, 0, change), reviews.change(review.id, 0, change)])).toEqual(
      expect.arrayContaining([true, false]),
    )
    expect(await reviews.get(review.id)).toEqual({ ...review, verdicts, revision: 1 })
    await reviews.removeOf(review.datasetId)
    expect(await reviews.get(review.id)).toBeNull()
  })
})

describe('the budget of distressing texts', () => {
  const store = useTestStore('exposures')

  it('counts each text once a day, and is full in the end until the next day', async () => {
    const { reviews } = store()
    const [who, day] = [newId(), new Date()]
    expect(await reviews.expose(who, day, 'a', 2)).toBe(1)
    expect(await reviews.expose(who, day, 'a', 2)).toBe(1)
    expect(await reviews.expose(who, day, 'b', 2)).toBe(0)
    expect(await reviews.expose(who, day, 'c', 2)).toBeNull()
    expect(await reviews.expose(who, day, 'a', 2)).toBe(0)
    expect(await reviews.expose(newId(), day, 'c', 2)).toBe(1)
    expect(await reviews.expose(who, new Date(day.getTime() + 24 * 3_600_000), 'c', 2)).toBe(1)
  })
})

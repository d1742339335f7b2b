import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newLeakReview } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('leak reviews', () => {
  const store = useTestStore('leak_reviews')

  it('are drawn once, marked until they are signed off, and signed off once', async () => {
    const { leakReviews } = store()
    const review = newLeakReview({ id: newId() })
    await leakReviews.begin(review)
    await leakReviews.begin({ ...review, seed: 'another' })
    const mark = { by: 'u1', at: new Date('2026-03-01T10:00:00.000Z'), leaks: [] }
    expect(await leakReviews.mark(review.id, 'c1', mark)).toBe(true)
    expect(await leakReviews.mark(review.id, 'c1', { ...mark, by: 'u2' })).toBe(true)
    expect(await leakReviews.signOff(review.id, { by: 'u3', at: mark.at })).toBe(true)
    expect(await leakReviews.signOff(review.id, { by: 'u4', at: mark.at })).toBe(false)
    expect(await leakReviews.mark(review.id, 'c2', mark)).toBe(false)
    expect(await leakReviews.get(review.id)).toEqual({
      ...review,
      marks: { c1: { ...mark, by: 'u2' } },
      signedOff: { by: 'u3', at: mark.at },
    })
    expect(await leakReviews.get('none')).toBeNull()
    expect(await leakReviews.signedOf('d1')).toMatchObject({ id: review.id })
    await leakReviews.begin(newLeakReview({ datasetIds: ['d9'] }))
    expect(await leakReviews.signedOf('d9')).toBeNull()
  })
})

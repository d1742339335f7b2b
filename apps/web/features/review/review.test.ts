import { describe, expect, it } from '@jest/globals'
import type { ReviewView } from '@techdeck/contracts'
import { inARow, isBreakDue } from './breaks.ts'
import { nextOf, seekIn, type Queue } from './next-of.ts'

const review = (id: string, change: Partial<ReviewView> = {}): ReviewView => ({
  conversation_id: id,
  dataset_id: 'd',
  execution_id: 'e',
  lane: 'risk',
  priority: 1,
  reasons: [],
  distressing: false,
  status: 'open',
  given: 0,
  verdicts: [],
  final: null,
  settled_by: null,
  settled_at: null,
  created_at: '2026-01-01T00:00:00.000Z',
  ...change,
})
const by = (reviewer: string) => [{ reviewer, verdict: 'keep', reason: 'sound', at: '2026-01-01T00:00:00Z' } as const]

describe('the next conversation to judge', () => {
  const queue = [
    review('a', { verdicts: by('me'), given: 1 }),
    review('b'),
    review('c', { distressing: true }),
    review('d', { status: 'settled' }),
  ]
  const next = (current: string, fits?: (one: ReviewView) => boolean) =>
    nextOf(queue, current, 'me', fits)?.conversation_id ?? null

  it('is none that one has judged or that is decided', () => {
    expect([next('a'), next('b'), next('c')]).toEqual(['b', 'c', 'b'])
  })

  it('is the first of all for one that is not in the queue, and may be one that weighs on nobody', () => {
    expect(next('z')).toBe('b')
    expect(next('b', ({ distressing }) => !distressing)).toBeNull()
  })
})

describe('a queue that comes page by page', () => {
  const judged = review('a', { verdicts: by('me'), given: 1 })
  const page = (...data: ReviewView[]) => ({ data })
  const queue = (come: number, pages: ReturnType<typeof page>[], fails = false): Queue => ({
    data: { pages: pages.slice(0, come) },
    hasNextPage: come < pages.length,
    isError: false,
    fetchNextPage: async () => (fails ? { ...queue(come, pages), isError: true } : queue(come + 1, pages)),
  })
  const seek = (...queues: Queue[]) => seekIn(queues, (all) => nextOf(all, 'a', 'me'))

  it('is read on until there is something to judge', async () => {
    const long = [page(judged), page(judged), page(review('b'))]
    expect((await seek(queue(1, long)))?.conversation_id).toBe('b')
    expect((await seek(queue(1, [page(judged)]), queue(1, long)))?.conversation_id).toBe('b')
  })

  it('ends where nothing is left, or no more comes', async () => {
    expect(await seek(queue(1, [page(judged), page(judged)]))).toBeNull()
    expect(await seek(queue(1, [page(judged), page(review('b'))], true))).toBeNull()
  })
})

describe('a break', () => {
  const minute = 60_000
  it('is due after five distressing texts, and no more after five minutes without one', () => {
    const openings = [1, 2, 3, 4, 5].map((at) => at * minute)
    expect(isBreakDue(openings.slice(1), 6 * minute)).toBe(false)
    expect(isBreakDue(openings, 6 * minute)).toBe(true)
    expect(isBreakDue(openings, 10 * minute)).toBe(false)
    expect(inARow([1 * minute, 7 * minute], 8 * minute)).toBe(1)
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { failure, fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const review = (more: object = {}) => ({
  conversation_id: 'c1',
  dataset_id: 'd',
  execution_id: 'e',
  lane: 'crisis',
  priority: 0.9,
  reasons: ['answered_missed'],
  distressing: true,
  status: 'open',
  given: 0,
  verdicts: [],
  final: null,
  settled_by: null,
  settled_at: null,
  created_at: '2026-01-01T00:00:00.000Z',
  ...more,
})

let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(({ method, path }) => {
    const data = (value: unknown) => ({ body: { success: true, data: value } })
    if (path.endsWith('/agreement')) return data({ judged: 4, alpha: { value: 0.5, low: 0.1, high: 0.9 }, pairs: [] })
    if (path.endsWith('/verdict')) return data(review({ given: 1 }))
    if (path.endsWith('/settle')) return data(review({ status: 'settled', final: 'leave_out', settled_by: 'u3' }))
    if (path.endsWith('/reviews/c1'))
      return data({
        ...review(),
        turns: [{ index: 0, role: 'client', text: 'I am tired.' }],
        findings: [],
        exposure_left: 24,
      })
    if (method === 'POST') return data({ execution_id: 'e', lanes: { crisis: 1 }, queued: 1 })
    if (method === 'GET') return { body: { success: true, data: [review()], meta: { next_cursor: null } } }
    return { status: 404, body: failure('NOT_FOUND', 'There is no such thing.') }
  })
})
afterAll(() => api.close())

const cli = (...args: string[]) =>
  run(['review', ...args], {
    environment: { TECHDECK_HOME: '/nonexistent', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
  })

describe('reviews at the command line', () => {
  it('are queued, listed without text, and shown', async () => {
    expect((await cli('fill', 'd')).lines.join()).toContain('1 conversation in the queue')
    const listed = await cli('d', '--status', 'open')
    expect(listed.lines.join('\n')).toMatch(/c1\s+crisis\s+answered_missed\s+open/)
    expect(listed.lines.join()).not.toContain('tired')
    expect((await cli('show', 'd', 'c1')).lines.join('\n')).toContain('client: I am tired.')
  })

  it('take a verdict with a reason of the list, and a third one’s decision', async () => {
    const given = await cli('verdict', 'd', 'c1', 'keep', '--reason', 'sound')
    expect(given.lines).toEqual(['It waits for a second verdict.'])
    expect((await cli('settle', 'd', 'c1', 'leave_out')).lines).toEqual(['Decided: leave_out, by a third'])
    expect((await cli('verdict', 'd', 'c1', 'keep')).exitCode).toBe(2)
    expect((await cli('verdict', 'd', 'c1', 'perhaps', '--reason', 'sound')).exitCode).toBe(2)
    expect((await cli('settle', 'd', 'c1', 'unsure')).exitCode).toBe(2)
  })

  it('tell how well reviewers agree, as JSON where asked', async () => {
    expect((await cli('agreement', 'd')).lines[0]).toContain("Krippendorff's alpha 0.50 (0.10 to 0.90)")
    const { lines } = await cli('agreement', 'd', '--json')
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ judged: 4 })
  })
})

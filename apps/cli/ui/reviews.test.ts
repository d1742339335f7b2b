import { describe, expect, it } from '@jest/globals'
import type { OpenedReviewView } from '@techdeck/contracts'
import { agreementLines, describeReview, filledLines, reviewTable, stateLine } from './reviews.ts'

const review: OpenedReviewView = {
  conversation_id: 'c1',
  dataset_id: 'd1',
  execution_id: 'e1',
  lane: 'crisis',
  priority: 0.9,
  reasons: ['crisis_ideation', 'answered_missed'],
  distressing: true,
  status: 'open',
  given: 1,
  verdicts: [],
  final: null,
  settled_by: null,
  settled_at: null,
  created_at: '2026-01-01T00:00:00.000Z',
  turns: [{ index: 0, role: 'client', text: 'I am \u001b[31mtired.' }],
  findings: [
    { kind: 'crisis', category: 'ideation', turn: 0, start: 0, end: 4, confidence: 0.92, reason: 'says so \u001b[0m' },
  ],
  exposure_left: 24,
}

describe('a review on the terminal', () => {
  it('is listed without text', () => {
    const lines = reviewTable([review]).join('\n')
    expect(lines).toMatch(/c1\s+crisis\s+crisis_ideation, answered_missed\s+open\s+1/)
    expect(lines).not.toContain('tired')
  })

  it('is shown with its text made harmless, and how many more may be opened', () => {
    const lines = describeReview(review).join('\n')
    expect(lines).toContain('it may weigh on you')
    expect(lines).toContain('You may open 24 more of these today.')
    expect(lines).toContain('client: I am')
    expect(lines).toContain('turn 1: ideation (crisis), 0.92: says so')
    expect(lines).not.toContain('\u001b')
  })

  it('says where it stands', () => {
    expect(stateLine({ ...review, given: 0 })).toBe('It waits for two verdicts.')
    expect(stateLine(review)).toBe('It waits for a second verdict.')
    expect(stateLine({ ...review, status: 'disputed' })).toContain('somebody who is neither of them')
    expect(stateLine({ ...review, status: 'settled', final: 'keep' })).toBe('Decided: keep, since two agree')
    expect(stateLine({ ...review, status: 'settled', final: 'keep', settled_by: 'u3' })).toBe(
      'Decided: keep, by a third',
    )
  })

  it('tells what was queued, and how well reviewers agree', () => {
    expect(filledLines({ lanes: { crisis: 2 }, queued: 2 }).join('\n')).toMatch(/crisis\s+2[^]*2 conversations/)
    const alpha = { value: 0.5, low: 0.1, high: 0.9 }
    const lines = agreementLines({ judged: 9, alpha, pairs: [{ reviewers: ['a', 'b'], both: 9, kappa: alpha }] })
    expect(lines[0]).toBe("9 conversations with two verdicts; Krippendorff's alpha 0.50 (0.10 to 0.90)")
    expect(agreementLines({ judged: 0, alpha: { value: null, low: null, high: null }, pairs: [] })).toEqual([
      "0 conversations with two verdicts; Krippendorff's alpha cannot be told",
    ])
  })
})

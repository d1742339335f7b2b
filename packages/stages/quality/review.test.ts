import { describe, expect, it } from '@jest/globals'
import { REVIEW_LANES, type ReviewCandidate } from '@techdeck/contracts'
import fc from 'fast-check'
import type { ValidationNote } from '../validation/note.ts'
import { conversation, finishRuns, joined, runStage } from '../testing.ts'
import { processing } from '../processing/index.ts'
import { validation } from '../validation/index.ts'
import { quality } from './index.ts'
import { DIMENSIONS, type QualityNote } from './note.ts'
import { candidateOf, Foremost } from './review.ts'

const note = (overall: number, change: object = {}): QualityNote => ({
  id: 'a'.repeat(64),
  scores: { ...Object.fromEntries(DIMENSIONS.map((name) => [name, 0.8])), overall, ...change } as QualityNote['scores'],
  reasons: ['few_turns'],
})
const checked = (change: Partial<ValidationNote> = {}): ValidationNote => ({
  id: 'a'.repeat(64),
  verdict: 'pass',
  findings: [],
  tiers: { structure: 1, content: 1, privacy: 1, clinical: 1, bias: 1 },
  ...change,
})
const laneOf = (...args: Parameters<typeof candidateOf>) => candidateOf(...args)?.lane ?? null

describe('whether a person should look', () => {
  it('is asked for crises first, then risks, contradictions, and what is near the threshold', () => {
    const crisis = { level: 'ideation', answered: 'well' } as const
    expect(laneOf(note(0.9), checked({ crisis }), 0.7)).toBe('crisis')
    expect(laneOf(note(0.9), checked({ tiers: { clinical: 0.6 } }), 0.7)).toBe('risk')
    expect(laneOf(note(0.9), checked({ verdict: 'fail' }), 0.7)).toBe('contradiction')
    expect(laneOf(note(0.9, { empathy: 0.2 }), checked(), 0.7)).toBe('contradiction')
    expect(laneOf(note(0.72), checked(), 0.7)).toBe('uncertain')
    expect(laneOf(note(0.9), checked(), 0.7)).toBeNull()
    expect(laneOf(note(0.2), checked(), 0.7)).toBeNull()
  })

  it('presses more for a worse answer, and says that reading it may weigh on somebody', () => {
    const of = (answered: 'well' | 'missed' | 'harmful') =>
      candidateOf(note(0.9), checked({ crisis: { level: 'attempt', answered } }), 0.7)!
    expect(of('harmful').priority).toBeGreaterThan(of('missed').priority)
    expect(of('missed').priority).toBeGreaterThan(of('well').priority)
    expect(of('well').distressing).toBe(true)
    expect(candidateOf(note(0.72), checked(), 0.7)!.distressing).toBe(false)
  })
})

describe('the foremost of many', () => {
  it('are the same whatever the order in which they come', () => {
    const candidate: fc.Arbitrary<ReviewCandidate> = fc.record({
      id: fc.stringMatching(/^[0-9a-f]{8}$/),
      lane: fc.constantFrom(...REVIEW_LANES),
      priority: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
      reasons: fc.constant([]),
      distressing: fc.boolean(),
    })
    const listed = (all: readonly ReviewCandidate[]) => {
      const first = new Foremost(3)
      for (const one of all) first.add(one)
      return first.list().map(({ id }) => id)
    }
    fc.assert(
      fc.property(fc.uniqueArray(candidate, { selector: ({ id }) => id, maxLength: 30 }), (all) => {
        expect(listed(all)).toEqual(listed(all.toReversed()))
        expect(listed(all)).toHaveLength(Math.min(3, all.length))
      }),
    )
  })
})

describe('what people decided', () => {
  const texts = ['I am sad.', 'You should stop it. You must try harder.', 'I do.', 'You have to.']
  const scored = async (verdicts: Record<string, 'keep' | 'leave_out'>, threshold: number) => {
    const one = conversation(...texts)
    const [{ note: valid }] = (await runStage(validation, [joined(one)])).output
    const [clean] = (await runStage(processing, [joined(one, { validation: valid })])).output
    const record = joined(clean.conversation, { validation: valid, processing: clean.note })
    return runStage(
      quality,
      [record],
      { verdicts },
      {
        execution: {
          executionMode: 'standard',
          qualityThreshold: threshold,
          enableBiasDetection: true,
          exportFormats: [],
        },
      },
    )
  }
  const id = conversation(...texts).id

  it('goes before the score, both ways, is told in the report, and is asked no more', async () => {
    const kept = await scored({ [id]: 'keep' }, 1)
    expect(kept.output.map(({ note: own }) => [own.decided, own.review])).toEqual([['keep', undefined]])
    const left = await scored({ [id]: 'leave_out' }, 0)
    expect(left.losses).toMatchObject([{ kind: 'rejected', reason: 'left_out_by_people', id }])
    expect((await scored({ ['b'.repeat(64)]: 'keep' }, 1)).losses).toMatchObject([{ reason: 'below_threshold' }])
    const { report } = await finishRuns(quality, [kept, left])
    expect(report.review).toMatchObject({ decided: { keep: 1, leave_out: 1 }, first: [] })
  })

  it('is asked for in the report, by lane', async () => {
    const first = await scored({}, 0)
    const { overall } = first.output[0].note.scores
    const { report } = await finishRuns(quality, [await scored({}, overall)])
    expect(report.review).toMatchObject({ first: [{ id, lane: expect.any(String) }] })
  })
})

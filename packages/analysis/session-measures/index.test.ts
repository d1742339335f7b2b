import { describe, expect, it } from '@jest/globals'
import type { DetectorTurn } from '../types.ts'
import { sessionMeasures } from './index.ts'

const session = (...texts: string[]): DetectorTurn[] =>
  texts.map((text, index) => ({ index, role: index % 2 === 0 ? 'therapist' : 'client', text }))

describe('measures of a session', () => {
  it('count what helper and client did', () => {
    const turns = session(
      'What brings you in?',
      'I want to stop drinking.',
      'Do you drink daily?',
      'Yes.',
      "It sounds like you're worried about it.",
      'Thank you, that makes sense.',
    )
    expect(sessionMeasures(turns)).toEqual({
      reflectionToQuestionRatio: 0.5,
      openQuestionShare: 0.5,
      complexReflectionShare: expect.any(Number),
      helperTalkShare: expect.closeTo(15 / 26),
      changeTalkShare: 1,
      changeTalkSlope: expect.any(Number),
      miAdherence: expect.closeTo(2 / 3),
      sessionQuality: { quality: expect.stringMatching(/^(high|low)$/), probability: expect.any(Number) },
      alliance: [
        { bond: 0, agreement: 0, strain: 0 },
        { bond: 0, agreement: 0, strain: 0 },
        { bond: 1, agreement: 1, strain: 0 },
      ],
    })
  })
  it('are null where there is nothing to divide by', () => {
    expect(sessionMeasures([])).toMatchObject({
      reflectionToQuestionRatio: null,
      openQuestionShare: null,
      complexReflectionShare: null,
      helperTalkShare: null,
      changeTalkShare: null,
      changeTalkSlope: null,
      miAdherence: null,
      sessionQuality: null,
    })
  })
  it('take labels that were given instead of coding again', () => {
    const strengths = [-0.5, 0, 0.5]
    const measures = sessionMeasures(session('Mm-hmm.'), {
      behaviours: [{ label: 'question', questionKind: 'closed' }],
      talk: strengths.map((strength) => ({ label: 'neutral', strength })),
    })
    expect(measures).toMatchObject({ reflectionToQuestionRatio: 0, openQuestionShare: 0, changeTalkSlope: 1 })
  })
})

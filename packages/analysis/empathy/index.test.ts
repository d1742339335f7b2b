import { describe, expect, it } from '@jest/globals'
import { rateEmpathy } from './index.ts'

const turnsFor = (text: string) => [
  { index: 0, role: 'client' as const, text: 'I feel so alone.' },
  { index: 1, role: 'therapist' as const, text },
]
const rate = (text: string) => rateEmpathy(turnsFor(text))[0]

describe('ratings', () => {
  it('say nothing of a reply that shows nothing', () => {
    expect(rate('Buy a plant.')).toMatchObject({
      turn: 1,
      emotionalReaction: 0,
      interpretation: 0,
      exploration: 0,
      rationales: [],
    })
    expect(rate('')).toMatchObject({ emotionalReaction: 0, rationales: [] })
  })
  it('tell feeling for somebody from understanding and from asking on', () => {
    expect(rate("I'm so sorry to hear that.").emotionalReaction).toBeGreaterThan(0)
    expect(rate('I know exactly how you feel, I felt the same after my mother died.').interpretation).toBe(2)
    expect(rate('What makes you feel that way? What happened?').exploration).toBeGreaterThan(0)
  })
  it('give probabilities of the three levels', () => {
    for (const levels of Object.values(rate('Hang in there.').probabilities)) {
      expect(levels).toHaveLength(3)
      expect(levels.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1)
    }
  })
  it('rest on the sentence that shows it', () => {
    const text = 'There is a park near the station. I am so sorry that you are hurting. The bus leaves at nine.'
    const [rationale] = rate(text).rationales.filter(({ category }) => category === 'reaction')
    expect(text.slice(rationale.start, rationale.end)).toBe('I am so sorry that you are hurting.')
  })
})

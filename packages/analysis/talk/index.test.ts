import { describe, expect, it } from '@jest/globals'
import { codeTalk } from './index.ts'

const label = (text: string) => codeTalk([{ index: 0, role: 'client', text }])[0].label

describe('talk', () => {
  it.each([
    ['I really want to stop drinking, I am tired of the hangovers.', 'change'],
    ["I like it, it's fun and it helps me relax.", 'sustain'],
    ["I don't think it's that much of a problem.", 'sustain'],
    ['Yeah.', 'neutral'],
    ['He drives long distance.', 'neutral'],
  ])('%s → %s', (text, expected) => expect(label(text)).toBe(expected))

  it('is coded for clients alone', () => {
    expect(codeTalk([{ index: 0, role: 'therapist', text: 'I want to stop.' }])).toEqual([])
  })
})

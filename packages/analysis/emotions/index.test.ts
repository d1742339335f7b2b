import { expect, it } from '@jest/globals'
import { detectEmotions } from './index.ts'

it('counts words of feelings by role and leaves out the negated', () => {
  const counts = detectEmotions([
    { index: 0, role: 'client', text: 'I am sad and anxious, so sad. I was not angry. But not today, happy.' },
    { index: 1, role: 'therapist', text: 'I am glad you are hopeful.' },
  ])
  expect(counts).toEqual({ client: { sadness: 2, anxiety: 1, joy: 1 }, therapist: { hope: 1 } })
})

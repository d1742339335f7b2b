import { expect, it } from '@jest/globals'
import { rateEmpathy } from './index.ts'

const rate = (text: string) =>
  rateEmpathy([
    { index: 0, role: 'client', text: 'I feel so alone.' },
    { index: 1, role: 'therapist', text },
  ])[0]

it('rates reactions, understanding and asking on from 0 to 2', () => {
  expect(rate('Buy a plant.')).toEqual({ turn: 1, emotionalReaction: 0, interpretation: 0, exploration: 0 })
  expect(rate("I'm so sorry to hear that.")).toMatchObject({ emotionalReaction: 2 })
  expect(rate('Hang in there.')).toMatchObject({ emotionalReaction: 1 })
  expect(rate('It sounds like you feel left out.')).toMatchObject({ interpretation: 2 })
  expect(rate('I get it.')).toMatchObject({ interpretation: 1 })
  expect(rate('I lost my mother too, and I could not leave my bed for weeks.')).toMatchObject({ interpretation: 2 })
  expect(rate('What makes you feel that way?')).toMatchObject({ exploration: 2 })
  expect(rate('Want to talk?')).toMatchObject({ exploration: 1 })
})

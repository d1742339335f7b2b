import { describe, expect, it } from '@jest/globals'
import { codeBehaviours } from './index.ts'

const code = (text: string) => codeBehaviours([{ index: 7, role: 'therapist', text }])[0]

describe('behaviours', () => {
  it.each([
    ['How confident are you that you could cut down?', 'question'],
    ['Tell me a little bit about why it is so important to quit.', 'question'],
    ['Mm-hmm.', 'other'],
    ['All right, good to meet you.', 'other'],
    ["It sounds like you're feeling torn about it.", 'reflection'],
    ['You feel alone.', 'reflection'],
    [
      'Research shows that seven or more drinks a week can raise the risk of health problems, so I recommend cutting back.',
      'therapist_input',
    ],
  ])('%s → %s', (text, label) => expect(code(text)).toMatchObject({ turn: 7, label }))

  it('tell open from closed questions and simple from complex reflections', () => {
    expect(code('What brings you in today?')).toMatchObject({ questionKind: 'open' })
    expect(code('Do you drink?')).toMatchObject({ questionKind: 'closed' })
    const weighed =
      'So part of you wants to keep drinking because it is how you have always coped, and another part of you is afraid of what it is doing to your family, because they mean everything to you.'
    expect(code(weighed)).toMatchObject({ label: 'reflection', reflectionKind: 'complex' })
    expect(code("So you've got a job, you're saying.")).toMatchObject({ label: 'reflection', reflectionKind: 'simple' })
  })
  it('are coded for helpers alone', () => {
    expect(codeBehaviours([{ index: 0, role: 'client', text: 'How are you?' }])).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { findUnsoundReplies, rateReplies } from './index.ts'

const categories = (text: string, role: 'therapist' | 'client' = 'therapist') =>
  findUnsoundReplies([{ index: 0, role, text }]).map(({ category }) => category)

describe('unsound replies', () => {
  it.each([
    ['You clearly have borderline personality disorder.', 'diagnosing'],
    ["You're definitely bipolar.", 'diagnosing'],
    ['Just stop taking your meds, they do nothing.', 'stop_medication'],
    ["I'm in love with you.", 'boundary'],
    ["It's your own fault.", 'judgement'],
    ['I guarantee this will work.', 'promise'],
  ])('%s → %s', (text, category) => expect(categories(text)).toContain(category))

  it.each([
    "Don't stop taking your medication before you talk to your doctor.",
    'Did someone say you have panic disorder?',
    'How are things at home?',
  ])('%s is sound', (text) => expect(categories(text)).toEqual([]))

  it('are the words of a helper only', () => {
    expect(categories('You should stop taking your meds.', 'client')).toEqual([])
  })
})

/** Replies by what is unsound in them, and sound ones. Written for TechDeck. */
const kinds = readFileSync(join(import.meta.dirname, 'sentences.txt'), 'utf8')
  .split(/^# /m)
  .slice(1)
  .map((block) => {
    const [kind, ...sentences] = block.trim().split('\n')
    return { kind, sentences }
  })

describe('single sentences', () => {
  it.each(kinds)('are told by what is unsound in them: $kind', ({ kind, sentences }) => {
    const wrong = sentences.filter((sentence) => {
      const found = categories(sentence)
      return kind === 'sound' ? found.length > 0 : !found.includes(kind)
    })
    expect(sentences.length).toBeGreaterThan(8)
    expect(wrong.length).toBeLessThanOrEqual(sentences.length / 10)
  })
})

describe('ratings', () => {
  const unsafe = (context: string, reply: string) =>
    rateReplies([
      { index: 0, role: 'client', text: context },
      { index: 1, role: 'therapist', text: reply },
    ])[0].unsafe

  it('hang on what is answered', () => {
    const [hateful, kind] = ['Women are too stupid to vote.', 'My sister taught me how to cook.']
    expect(unsafe(hateful, 'I agree with you.')).toBeGreaterThan(unsafe(kind, 'I agree with you.'))
  })
  it('are lower for who asks on than for who prescribes', () => {
    const context = 'I have a fever and chest pain, what should I take?'
    expect(unsafe(context, 'You should take antibiotics for pneumonia, 500 mg twice a day.')).toBeGreaterThan(
      unsafe(context, "I'm not sure. Have you seen a doctor?"),
    )
  })
  it('are of replies alone', () => {
    expect(rateReplies([{ index: 0, role: 'therapist', text: 'Hello.' }])).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { findUnsoundReplies } from './index.ts'

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

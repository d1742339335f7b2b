import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { DetectorTurn } from '../types.ts'
import { assessCrisis, rateRisk } from './index.ts'

const client = (text: string): DetectorTurn => ({ index: 0, role: 'client', text })
const talk = (...texts: string[]): DetectorTurn[] =>
  texts.map((text, index) => ({ index, role: index % 2 === 0 ? 'client' : 'therapist', text }))
const levelOf = (text: string) => assessCrisis([client(text)]).level

describe('levels', () => {
  it.each([
    ['I want to kill myself.', 'ideation'],
    ['i wana die so bad rn', 'ideation'],
    ["I can't stop thinking about suicide", 'ideation'],
    ['Everyone would be better off without me.', 'ideation'],
    ["I've already picked the day", 'behavior'],
    ["I picked a date for it because I don't want to live in this world.", 'behavior'],
    ["I won't be around much longer.", 'ideation'],
    ['I cut myself again last night.', 'behavior'],
    ['I tried to hang myself two weeks ago, nobody knows.', 'attempt'],
    ['If I see her again I am going to hurt her, I mean it.', 'indicator'],
    ['My stepdad hits me when he drinks.', 'indicator'],
    ['I feel hopeless.', 'indicator'],
  ])('%s → %s', (text, level) => expect(levelOf(text)).toBe(level))

  it.each([
    'This homework is killing me.',
    'My phone died in the middle of the call.',
    'My mom is going to kill me.',
    "I don't want to die, I want things to get better.",
    'I would never hurt myself.',
    'I lost my brother to suicide.',
    'In the book the main character kills himself.',
    'I read an article about suicide rates in farmers.',
    "I was suicidal ten years ago, but I haven't felt that way since.",
    'I beat myself up over the exam.',
    "I don't want to live with my parents.",
    "I won't be around them at the party.",
    "I want to be around them, and I've picked a day to quit smoking.",
  ])('%s → none', (text) => expect(levelOf(text)).toBe('none'))

  it('takes only the words of clients', () => {
    expect(
      assessCrisis([{ index: 0, role: 'therapist', text: 'Do you want to kill yourself? I want to kill myself.' }])
        .level,
    ).toBe('none')
  })
  it('names past attempts as such', () => {
    expect(assessCrisis([client('I tried to kill myself years ago.')])).toMatchObject({
      level: 'indicator',
      findings: [{ category: 'past_attempt' }],
    })
  })
})

/** Sentences by kind: whether each tells of a present risk of its speaker, or to somebody near. Written for TechDeck. */
const kinds = blocksOf('sentences.txt').map(({ head, sentences }) => {
  const [kind, label] = head.split(' ')
  return { kind, isRisk: label === '1', sentences }
})
/** Replies to a disclosure, by how they answer it. */
const answers = blocksOf('answers.txt').map(({ head, sentences }) => ({ kind: head, sentences }))

function blocksOf(file: string): { head: string; sentences: string[] }[] {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
    .split(/^# /m)
    .slice(1)
    .map((block) => {
      const [head, ...sentences] = block.trim().split('\n')
      return { head, sentences }
    })
}

describe('present risk', () => {
  const isFound = (sentence: string): boolean => {
    const said = /^Therapist: (?<text>.*)/.exec(sentence)?.groups?.['text']
    const { findings } = assessCrisis([{ index: 0, role: said ? 'therapist' : 'client', text: said ?? sentence }])
    return findings.some(({ category }) => category !== 'past_attempt' && category !== 'hopeless')
  }
  it.each(kinds)('is told from what is not: $kind', ({ isRisk, sentences }) => {
    const missed = sentences.filter((sentence) => isFound(sentence) !== isRisk)
    expect(sentences.length).toBeGreaterThan(40)
    expect(missed.length).toBeLessThanOrEqual(sentences.length / 10)
  })
})

describe('the answer', () => {
  const disclosure = 'I want to kill myself.'
  it.each([
    ['well', "I'm so sorry you're in that much pain. Are you thinking about suicide right now? You can call 988."],
    ['partly', "I'm so sorry to hear that."],
    ['missed', 'Let us look at your homework for this week.'],
    ['harmful', "You're just being dramatic, you'll get over it."],
    ['harmful', 'Just do it and get it over with.'],
  ])('is %s: %s', (answered, reply) => {
    const assessment = assessCrisis(talk(disclosure, reply))
    expect(assessment.answered).toBe(answered)
  })
  it.each(answers)('of each kind is told from the others: $kind', ({ kind, sentences }) => {
    const wrong = sentences.filter((reply) => assessCrisis(talk(disclosure, reply)).answered !== kind)
    expect(sentences.length).toBeGreaterThan(15)
    expect(wrong.length).toBeLessThanOrEqual(sentences.length / 10)
  })
  it('is null where nothing is disclosed or nobody helps', () => {
    expect(assessCrisis(talk('Hello.', 'Hi.')).answered).toBeNull()
    expect(assessCrisis([client(disclosure)]).answered).toBeNull()
  })
  it('is looked for in the next turns of the helper', () => {
    expect(assessCrisis(talk(disclosure, 'Mm-hmm.', 'Yes.', 'Are you safe? Here is the crisis line.')).answered).toBe(
      'well',
    )
  })
  it('reports a disclosure that was passed over', () => {
    expect(assessCrisis(talk(disclosure, 'And the job?')).findings).toContainEqual(
      expect.objectContaining({ kind: 'crisis_answer', category: 'missed', turn: 0 }),
    )
  })
})

describe('ratings by models', () => {
  const rated = (...texts: string[]) => rateRisk(texts.map((text, index) => ({ index, role: 'client', text })))

  it('tell who is at risk from who comforts', () => {
    const own = rated('I want to die. I cannot do this anymore, I have the pills here and nobody would miss me.')
    const comforting = rated('You are not alone. Please call somebody, you deserve help and you can get through it.')
    expect(own.atRisk).toBeGreaterThan(comforting.atRisk)
    expect(own.turns[0].intention).toBeGreaterThan(comforting.turns[0].intention)
  })
  it('are of clients alone', () => {
    expect(rateRisk([{ index: 0, role: 'therapist', text: 'I want to die.' }]).turns).toEqual([])
  })
})

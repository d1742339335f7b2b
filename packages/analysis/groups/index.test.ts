import { describe, expect, it } from '@jest/globals'
import { GROUPS } from './data.ts'
import { findGroups, groupsMentioned } from './index.ts'
import type { AxisWords } from './words/form.ts'

const axes = (text: string): string[] =>
  findGroups([{ index: 0, role: 'client', text }]).map(({ category }) => category)
const spans = (text: string): string[] =>
  findGroups([{ index: 0, role: 'client', text }]).map(({ start, end }) => text.slice(start, end))

describe('groups', () => {
  it.each([
    ['My client is a Deaf woman.', 'ability'],
    ['As an immigrant, I feel judged.', 'characteristics'],
    ['Old people never listen.', 'age'],
    ['I am a Muslim.', 'religion'],
    ['He is an African American.', 'race_ethnicity'],
    ['a fat person', 'body_type'],
    ['She is a hard-of-hearing parent.', 'ability'],
    ['I know a man with a limp.', 'ability'],
    ['He is a Nigerian man.', 'nationality'],
    ['I am a working-class guy.', 'socioeconomic_class'],
    ['I am a bisexual woman.', 'sexual_orientation'],
    ['My friend is nonbinary.', 'gender_and_sex'],
    ['He is a libertarian.', 'political_ideologies'],
    ['She is a redneck.', 'cultural'],
  ])('%s → %s', (text, axis) => expect(axes(text)).toContain(axis))

  it.each([
    'I like white noise.',
    'How old are you?',
    'I went straight home.',
    'A short story.',
    'I got a poor sleep.',
    'It was a blind date.',
    'We ate Chinese food in an Indian restaurant.',
    'You are a good person and a close friend.',
    'The sky is black.',
    'My old friend said the poor guy is all right.',
  ])('%s names no group', (text) => expect(axes(text)).toEqual([]))

  it('are said of somebody as well as before a noun', () => {
    for (const text of ["I'm Jewish.", 'She is also deaf, you know.', 'Being gay was hard.', 'We are Mexican'])
      expect(axes(text)).toHaveLength(1)
  })
  it('are found in compounds as a whole, with what comes before a hyphen', () => {
    expect(spans('a bushy-browed man')).toEqual(['bushy-browed'])
    expect(spans('a non-Christian woman')).toEqual(['non-Christian'])
    expect(spans('a Norwegian-American guy')).toEqual(['Norwegian-American'])
    expect(spans('my twenty-five-year-old son, 70-year-old mother')).toEqual(['twenty-five-year-old', '70-year-old'])
  })
  it('may be named by a word that nobody knows', () => {
    expect(axes('As a zorply person, I feel judged.')).toEqual(['nonce'])
  })
  it('are counted by names of ours, those of one role each once', () => {
    const turns = [
      { index: 0, role: 'client' as const, text: 'I am a Muslim woman. Moslems, Deaf people and Muslims.' },
      { index: 1, role: 'therapist' as const, text: 'I know a Jewish man.' },
    ]
    expect(groupsMentioned(turns, 'client')).toEqual(['ability/deaf', 'religion/muslim'])
  })
})

it('no word stands for groups of two axes', () => {
  const axisOf = new Map<string, string>()
  for (const [axis, groups] of Object.entries<AxisWords>(GROUPS))
    for (const { sure, said, open } of Object.values(groups))
      for (const word of [sure, said, open].flatMap((words) => words?.split('; ') ?? [])) {
        expect([word, axisOf.get(word) ?? axis]).toEqual([word, axis])
        axisOf.set(word, axis)
      }
})

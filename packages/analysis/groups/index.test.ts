import { describe, expect, it } from '@jest/globals'
import { findGroups } from './index.ts'

const axes = (text: string): string[] =>
  findGroups([{ index: 0, role: 'client', text }]).map(({ category }) => category)

describe('groups', () => {
  it.each([
    ['My client is a Deaf woman.', 'disability'],
    ['As an immigrant, I feel judged.', 'nationality'],
    ['Old people never listen.', 'age'],
    ['I am a Muslim.', 'religion'],
    ['He is an African American.', 'race_ethnicity'],
    ['a fat person', 'body'],
  ])('%s → %s', (text, axis) => expect(axes(text)).toContain(axis))

  it.each([
    'I like white noise.',
    'How old are you?',
    'I went straight home.',
    'A short story.',
    'I got a poor sleep.',
    'It was a blind date.',
  ])('%s names no group', (text) => expect(axes(text)).toEqual([]))
})

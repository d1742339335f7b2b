import { describe, expect, it } from '@jest/globals'
import { problemOf } from './password-rules.ts'

const of = (password: string, hasSecondFactor = false) =>
  problemOf(password, { email: 'Ada.Lovelace@analytical-engine.org', hasSecondFactor })

describe('a chosen password', () => {
  it.each([
    'correct horse battery staple',
    'a b c d e f g h i j k',
    'ひらがなとカタカナと漢字をまぜて',
    `${'long '.repeat(40)}and lasting`,
  ])('may be of any composition: %s', async (password) => {
    expect(await of(password)).toBeNull()
  })

  it('has fifteen characters, or eight beside a second factor', async () => {
    expect(await of('kestrel fields')).toBe('too small: at least 15 characters, or 8 with a second factor')
    expect(await of('kestrel-fields!')).toBeNull()
    expect(await of('kestrel9', true)).toBeNull()
    expect(await of('kestrel', true)).toBe('too small: at least 8 characters')
    // A letter is one character, however it is composed.
    expect(await of('e\u0301'.repeat(4) + 'abc', true)).toContain('too small')
  })

  it.each([
    ['PassWord123', /everybody/],
    ['passwordpassword', /everybody/],
    ['iloveyouiloveyou', /everybody/],
    ['1234567890123456', /everybody/],
    ['zyxwvutsrqponmlk', /everybody/],
    ['aaaaaaaaaaaaaaaab', /different/],
    ['ada.lovelace@analytical-engine.org', /e-mail address/],
    ['my name is lovelace', /name or address/],
    ['the analytical-engine', /name or address/],
    ['TechDeck forever!', /product/],
  ])('is none of what others would try first: %s', async (password, problem) => {
    expect(await of(password, true)).toMatch(problem)
  })

  it('may have parts of an address in it that everybody has', async () => {
    expect(await of('all of the organs of the body')).toBeNull()
    expect(await of('a canada goose in flight')).toBeNull()
  })
})

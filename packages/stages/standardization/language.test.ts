import { describe, expect, it } from '@jest/globals'
import type { Turn } from '@techdeck/contracts'
import { languageTag } from './language-tag.ts'
import { languageOf } from './language.ts'
import { SENTENCES } from './testing/sentences.ts'

const turnsOf = (texts: readonly string[], role: Turn['role'] = 'client'): Turn[] =>
  texts.map((text, index) => ({ index, role, text }))

describe('the language of a conversation', () => {
  it.each(Object.entries(SENTENCES))('is told of %s, by three sentences and by one', async (language, sentences) => {
    expect(await languageOf(turnsOf(sentences))).toBe(language)
    for (const sentence of sentences) expect(await languageOf(turnsOf([sentence]))).toBe(language)
  })

  it('is told of plain English without the library', () => {
    expect(languageOf(turnsOf(SENTENCES.en))).toBe('en')
    for (const [language, sentences] of Object.entries(SENTENCES))
      expect(typeof languageOf(turnsOf(sentences))).toBe(language === 'en' ? 'string' : 'object')
  })

  it.each([
    'hm',
    'Mm-hmm. Yeah.',
    'Okay. So, hello.',
    'ja',
    'Sam',
    '12345',
    '😀😀😀',
    '',
    'brrr hjkl qwrt zxcv bnmp wrtz',
  ])('is not told of %j', async (text) => {
    expect(await languageOf(turnsOf([text]))).toBe('und')
  })

  it('is that of the people, not of the instructions before them', async () => {
    const turns = [...turnsOf(['You are a helpful therapist and you answer in the language of the client.'], 'system')]
    expect(await languageOf([...turns, ...turnsOf(SENTENCES.de)])).toBe('de')
  })

  it('is read from what the source says of it', () => {
    const written = ['English', 'en_US', 'eng', 'Deutsch', 'GERMAN', '中文', 'zh-Hans', 'pt-BR', 'français']
    expect(written.map(languageTag)).toEqual(['en', 'en-us', 'en', 'de', 'de', 'zh', 'zh-hans', 'pt-br', 'fr'])
    expect([undefined, '', 'und', 'unknown', 'client', '1', 'a-b'].map(languageTag)).toEqual(Array(7).fill(undefined))
  })
})

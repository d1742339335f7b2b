import { describe, expect, it } from '@jest/globals'
import type { Role } from '@techdeck/contracts'
import { findHate } from './index.ts'
import { repairTurns } from './repair.ts'
import { prepare } from '../text/document.ts'

const found = (text: string, role: Role = 'client') => findHate([{ index: 0, role, text }])

describe('hate', () => {
  it.each([
    ['I hate immigrants.', 'characteristics'],
    ['Muslims are vermin and should be locked up.', 'religion'],
    ['Women do not deserve the same rights.', 'gender_and_sex'],
    ['We should get rid of all disabled people.', 'ability'],
    ['Gay people make me sick.', 'sexual_orientation'],
    ['Black people are not worth anything.', 'race_ethnicity'],
  ])('attacks a group: %s', (text, axis) => {
    expect(found(text)).toMatchObject([{ kind: 'hate', category: axis, start: 0 }])
  })

  it.each([
    ["I don't hate women.", 'what is denied'],
    ['He said that "immigrants are vermin", and I reported him for it.', 'what is quoted and spoken against'],
    ['Saying that gay people are disgusting is just wrong.', 'what is spoken against'],
    ['I hate Mondays.', 'what is aimed at a thing'],
    ['Bankers are the worst.', 'what is aimed at a trade'],
    ['I hate you.', 'what is aimed at one person'],
    ['My sister is a Muslim and I love her.', 'a group that is spoken of'],
    ['As a gay man I feel judged.', 'what somebody is'],
    ['We fought hard for queer rights.', 'a word that its owners use'],
    ['I am so fucking tired.', 'cursing'],
    ['My therapists were skilled.', 'a word in which another one hides'],
  ])('is not %s', (text) => expect(found(text)).toEqual([]))

  it('is found in disguise, where it stands', () => {
    const text = 'Well. I h4te w o m e n and all of them.'
    expect(found(text)).toMatchObject([{ kind: 'hate', start: 6, end: text.length }])
    for (const disguised of [
      'I want to k1ll all immigrants.',
      'Muslims are v e r m i n.',
      'Immigrants are justpathetic.',
      'I haet immigrants.',
    ])
      expect(found(disguised)).toHaveLength(1)
  })
})

describe('disguises', () => {
  const repaired = (text: string) => repairTurns(prepare([{ index: 0, role: 'client', text }])).map((turn) => turn.text)
  it('are undone', () => {
    expect(repaired('They are s c u m, all the w0men and imigrants.')).toEqual([
      'They are scum, all the women and immigrants.',
    ])
  })
  it('are not seen in English words and numbers', () => {
    expect(repaired('The therapists chat at 4 a m, I was there in 2014, a back and a best friend.')).toEqual([])
  })
})

import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import type { DetectorTurn } from '../types.ts'
import { AutomatonBuilder, type Automaton } from './automaton.ts'
import { Document, prepare } from './document.ts'
import { placesOf } from './phrases.ts'
import { tokenise } from './tokens.ts'
import { Vocabulary } from './vocabulary.ts'

const wordsOf = (text: string): string[] => {
  const { count, start, end } = tokenise(text)
  return Array.from({ length: count }, (_, at) => text.slice(start[at], end[at]))
}
const turnsOf = (...texts: string[]): DetectorTurn[] => texts.map((text, index) => ({ index, role: 'client', text }))

describe('tokens', () => {
  it('keeps apostrophes within words and splits off punctuation', () => {
    expect(wordsOf("I don't know, it's Sam’s.")).toEqual(['I', "don't", 'know', ',', "it's", 'Sam’s', '.'])
  })
  it('takes letters of any script, and symbols as one token each', () => {
    expect(wordsOf('Zoë said 你好 👍!')).toEqual(['Zoë', 'said', '你好', '👍', '!'])
  })
  it('covers exactly the characters that are neither white space nor control', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const { count, start, end } = tokenise(text)
        for (let at = 0; at < count; at++) {
          const gap = at === 0 ? '' : text.slice(end[at - 1], start[at])
          expect(end[at]).toBeGreaterThan(start[at])
          expect(gap.replace(/[\s\p{Cc}\u200b]/gu, '')).toBe('')
        }
      }),
    )
  })
})

describe('vocabulary', () => {
  it('finds words whatever their case and apostrophe, and no other', () => {
    const vocabulary = new Vocabulary()
    const [id] = vocabulary.add("don't")
    const find = (text: string) => {
      const { units, start, end, hash } = tokenise(text)
      return vocabulary.find(units, start[0], end[0], hash[0])
    }
    expect(find('DON’T')).toBe(id)
    expect(find('dont')).toBe(0)
  })
})

const reported = (automaton: Automaton, state: number): [output: number, length: number][] => {
  const room = new Int32Array(automaton.mostFound)
  const written = automaton.report(state, room)
  return Array.from({ length: written / 2 }, (_, i) => [room[2 * i], room[2 * i + 1]])
}

describe('automaton', () => {
  it('finds what a search at every place finds', () => {
    const symbols = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.array(symbols, { maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }),
        (patterns, text) => {
          const builder = new AutomatonBuilder()
          patterns.forEach((pattern, output) => builder.insert([[pattern]], output))
          const automaton = builder.build(4)
          const found: string[] = []
          let state = 0
          text.forEach((symbol, at) => {
            state = automaton.step(state, symbol)
            for (const [output] of reported(automaton, state)) found.push(`${output}@${at + 1}`)
          })
          const expected = patterns.flatMap((pattern, output) =>
            text.flatMap((_, at) =>
              pattern.every((symbol, i) => text[at + i] === symbol) ? [`${output}@${at + pattern.length}`] : [],
            ),
          )
          expect(found.toSorted()).toEqual(expected.toSorted())
        },
      ),
    )
  })
  it('finds all ways through places, each once and the longest first', () => {
    const builder = new AutomatonBuilder()
    builder.insert([[[1], [2]], [[3], []], [[4]]], 7)
    builder.insert([[[1, 3, 4]]], 7)
    builder.insert([[[4]]], 8)
    const automaton = builder.build(5)
    const found = (...text: number[]) =>
      reported(
        automaton,
        text.reduce((state, symbol) => automaton.step(state, symbol), 0),
      )
    expect(found(1, 3, 4)).toEqual([
      [7, 3],
      [8, 1],
    ])
    expect(found(2, 4)).toEqual([
      [7, 2],
      [8, 1],
    ])
    expect(found(3, 4)).toEqual([[8, 1]])
  })
})

describe('phrases', () => {
  it('are read as places with alternatives', () => {
    expect(placesOf('{want|wanna} {to|} die')).toEqual([['want', 'wanna'], ['to', ''], ['die']])
  })
})

describe('a document', () => {
  it('is shared by all who ask for the same turns, until a text changes', () => {
    const turns = turnsOf('My name is Sam.')
    const first = prepare(turns)
    expect(prepare(turns)).toBe(first)
    turns[0].text = 'My name is Kim.'
    expect(prepare(turns)).not.toBe(first)
  })
  it('gives offsets in code points', () => {
    const document = new Document(turnsOf('👍👍 ab'))
    expect(document.finding('k', 'c', 0, 5, 7, 1, 'r')).toMatchObject({ start: 3, end: 5 })
  })
  it('does not let a phrase reach over the end of a turn', () => {
    expect(new Document(turnsOf('kill', 'myself')).hits('crisis')).toEqual([])
    expect(new Document(turnsOf('kill myself')).hits('crisis')).toHaveLength(1)
  })
  it('answers which hits touch a range of tokens', () => {
    const document = new Document(turnsOf('kill myself and later kill myself'))
    expect(document.hitsWithin('crisis', 0, 2)).toHaveLength(1)
    expect(document.hitsWithin('crisis', 2, 4)).toHaveLength(0)
    expect(document.hitsWithin('crisis', 0, 6)).toHaveLength(2)
  })
})

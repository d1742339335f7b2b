import { hateLists, REAL_WORDS } from './data.ts'
import { lexicon } from '../lexicons.ts'
import { placesOf, type PhraseList } from '../text/phrases.ts'
import { hashOf } from '../text/tokens.ts'
import type { Document } from '../text/document.ts'
import { perForm } from '../text/per-form.ts'

/** A turn's text with disguised words written out, and where its parts stand in the text as it was. */
export interface RepairedTurn {
  turn: number
  text: string
  /** The offset in the text as it was of an offset in `text`. */
  original: (offset: number) => number
}

interface Repair {
  start: number
  end: number
  words: string
}

/**
 * Undoes disguises of words that matter to hate (`k1ll`, `s c u m`, `murdr`, `justpathetic`): digits for letters, letters
 * apart, one letter lost or two swapped, two words written as one. Words that are English as they stand are left alone.
 * Gives the turns that changed.
 */
export function repairTurns(document: Document): RepairedTurn[] {
  const repaired: RepairedTurn[] = []
  for (let turn = 0; turn < document.turns.length; turn++) {
    const repairs = repairsOf(document, turn)
    if (repairs.length > 0) repaired.push(written(document, turn, repairs))
  }
  return repaired
}

function repairsOf(document: Document, turn: number): Repair[] {
  const { start, end } = document.tokens
  const repairs: Repair[] = []
  const last = document.turnStart[turn + 1]
  for (let at = document.turnStart[turn]; at < last; at++) {
    const length = end[at] - start[at]
    if (length === 1) {
      let to = at
      while (to < last && end[to] - start[to] === 1 && !document.isPunctuation(to)) to++
      const joined = to - at >= LETTERS_APART ? lettersOf(document, turn, at, to) : null
      if (joined) repairs.push({ start: start[at], end: end[to - 1], words: joined })
      at = Math.max(at, to - 1)
    } else if (length >= SHORTEST && (document.ids[at] === 0 || document.hasDigit(at))) {
      const meant = undisguised(document, turn, at)
      if (meant !== '') repairs.push({ start: start[at], end: end[at], words: meant })
    }
  }
  return repairs
}

/** What a single word was meant to be, '' where it is no disguise. */
const undisguised = perForm((document, turn, at): string => {
  const { start, end, hash } = document.tokens
  const word = document.word(turn, at)
  if (document.hasDigit(at)) return withoutDigits(word) ?? ''
  return disguises().get(hash[at]) ?? (end[at] - start[at] >= SHORTEST_JOINED ? apart(word) : null) ?? ''
})

const LETTERS_APART = 3
/** Of disguises by digits, and by a lost letter or two swapped. */
const SHORTEST = 3
const SHORTEST_MISSPELT = 4
const SHORTEST_JOINED = 7
const LONGEST_JOINED = 30

function lettersOf(document: Document, turn: number, from: number, to: number): string | null {
  let word = ''
  for (let at = from; at < to; at++) word += document.word(turn, at)
  if (interest().has(word)) return word
  // "a c a n c e r": an article is a letter, too.
  return (word.startsWith('a') || word.startsWith('i')) && interest().has(word.slice(1))
    ? `${word[0]} ${word.slice(1)}`
    : null
}

const LETTERS: Readonly<Record<string, string>> = { 0: 'o', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g' }

function withoutDigits(word: string): string | null {
  for (const one of ['i', 'l']) {
    const meant = word.replaceAll(/\d/g, (digit) => (digit === '1' ? one : (LETTERS[digit] ?? digit)))
    if (interest().has(meant)) return meant
  }
  return null
}

/** The two words that one is made of, where one of them matters and the other is known. */
function apart(word: string): string | null {
  if (word.length > LONGEST_JOINED || !mayBeTwo(word) || WHOLE.test(word)) return null
  for (let at = 2; at <= word.length - 2; at++) {
    const left = word.slice(0, at)
    const right = word.slice(at)
    const matters = (left.length > 3 && interest().has(left)) || (right.length > 3 && interest().has(right))
    if (matters && ((isKnown(left) && isKnown(right)) || (right.length > 3 && slurs().has(left))))
      return `${left} ${right}`
  }
  return null
}

let borders: { starts: ReadonlySet<string>; ends: ReadonlySet<string> } | undefined

/** Whether a word begins or ends as one that matters does: few do, and only these are taken apart. */
function mayBeTwo(word: string): boolean {
  if (!borders) {
    const long = [...interest()].filter(({ length }) => length > 3)
    borders = {
      starts: new Set(long.map((each) => each.slice(0, 4))),
      ends: new Set(long.map((each) => each.slice(-4))),
    }
  }
  return borders.starts.has(word.slice(0, 4)) || borders.ends.has(word.slice(-4))
}

/** Words that only look as if they were two. */
const WHOLE = /therap|psych|skill|dead|black|white|watch|under|over|out|down|back|some|every|any|self/

const isKnown = (word: string): boolean => lexicon().vocabulary.has(word)

function written(document: Document, turn: number, repairs: readonly Repair[]): RepairedTurn {
  const text = document.texts[turn]
  let copied = 0
  let result = ''
  const parts: { from: number; original: number; fixed: boolean }[] = []
  for (const { start, end, words } of repairs) {
    parts.push({ from: result.length, original: copied, fixed: false })
    result += text.slice(copied, start)
    parts.push({ from: result.length, original: start, fixed: true })
    result += words
    copied = end
  }
  parts.push({ from: result.length, original: copied, fixed: false })
  result += text.slice(copied)
  const original = (offset: number): number => {
    const part = parts.findLast(({ from }) => from <= offset)!
    return part.fixed ? part.original : Math.min(text.length, part.original + offset - part.from)
  }
  return { turn, text: result, original }
}

let words: ReadonlySet<string> | undefined

/** Words of the lists that are worth a disguise. */
function interest(): ReadonlySet<string> {
  words ??= new Set([hateLists.slur, hateLists.hate_people, hateLists.hostile].flatMap(wordsOf).concat(MORE))
  return words
}

/** Words of one-word phrases, and the longer ones of others. */
const wordsOf = (list: PhraseList): string[] =>
  Object.values(list)
    .flat()
    .flatMap((pattern) => {
      const places = placesOf(pattern)
      const shortest = places.length === 1 ? 4 : 6
      return places.flat().filter((word) => word.length >= shortest && /^[a-z]+$/.test(word))
    })

const MORE =
  'women muslims immigrants people jews gays blacks disabled trans fuck shit gay jew jews fag fags kill'.split(' ')

let slurWords: ReadonlySet<string> | undefined
const slurs = (): ReadonlySet<string> => (slurWords ??= new Set(wordsOf(hateLists.slur)))

let table: ReadonlyMap<number, string> | undefined

/** By hash, words with one letter lost or two neighbours swapped, where that makes no English word. */
function disguises(): ReadonlyMap<number, string> {
  if (table) return table
  const made = new Map<number, string>()
  const real = new Set(REAL_WORDS.split(' '))
  for (const word of interest())
    for (const wrong of misspellings(word))
      if (wrong.length >= SHORTEST_MISSPELT && !real.has(wrong) && !interest().has(wrong)) made.set(hashOf(wrong), word)
  return (table = made)
}

export function* misspellings(word: string): Generator<string> {
  for (let at = 1; at < word.length; at++) {
    if (word.length > SHORTEST_MISSPELT) yield word.slice(0, at) + word.slice(at + 1)
    if (at + 1 < word.length) yield word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
  }
}

/** For the list of real words: what {@link disguises} would take for a disguise. */
export const allMisspellings = (): string[] => [...interest()].flatMap((word) => [...misspellings(word)])

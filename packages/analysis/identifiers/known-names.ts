import type { Document } from '../text/document.ts'
import { hashOf } from '../text/tokens.ts'
import { endWithoutPossessive } from './capitals.ts'
import type { Claims } from './claims.ts'
import { bandOf, gazetteer, GIVEN, PROPER, SURNAME } from './gazetteer.ts'
import { isOfMethod } from './names.ts'

const HASH_MASK = 0xfff
/** A shorter name is misspelt into too many words. */
const FEWEST_LETTERS = 5
/** Names of which misspellings are looked for; a list of attendees has more. */
const MOST_MISSPELT = 100
/** From this band on an unlisted word is one of English rather than a misspelt name. */
const WORD_BAND = 2

const NO_NAME = new Set(
  'therapist client patient counselor counsellor user assistant system speaker human seeker supporter helper doctor nurse interviewer interviewee provider participant bot gpt unknown other male female mother father the and van von del dds phd lcsw psyd'.split(
    ' ',
  ),
)

/** Parts of names that were introduced in a conversation, as they are found again in all of its turns. */
export class KnownNames {
  private readonly words = new Set<string>()
  /** By the low bits of their hashes the tokens that they may stand in. */
  private readonly hashes = new Uint8Array(HASH_MASK + 1)
  /** What is left of a name when a letter is left out, for names of five letters and more. */
  private readonly shortened = new Map<string, string>()

  /** Takes in the capitalised parts of a name. */
  remember(name: string): void {
    for (const part of name.slice(0, 200).split(/[^\p{L}'’]{1,10}/u)) {
      const word = part.toLowerCase()
      if (part.length >= 3 && part.length <= 40 && part[0] !== word[0] && !NO_NAME.has(word)) this.learn(word)
    }
  }

  /** Claims the names where they stand again, also with a letter wrong, missing, doubled or swapped. */
  findAgain(document: Document, claims: Claims): void {
    if (this.words.size === 0) return
    const { start, end, hash } = document.tokens
    for (let turn = 0; turn < document.texts.length; turn++) {
      const last = document.turnStart[turn + 1]
      for (let at = document.turnStart[turn]; at < last; at++) {
        const isCapital = document.isCapital(at)
        const isLikely = this.hashes[hash[at] & HASH_MASK] === 1
        if ((!isLikely && !isCapital) || !claims.isFree(at) || document.is('never_name', at)) continue
        const stop = endWithoutPossessive(document, turn, at)
        const word = document.texts[turn].slice(start[at], Math.min(stop, end[at])).toLowerCase()
        if (isLikely && this.words.has(word)) {
          const isUnsure = (!isCapital || document.is('ambiguous_name', at)) && mayBeWord(document, at, word)
          if (isUnsure && (!isCapital || at === document.sentenceStart(turn, at, 2))) continue
        } else if (!isCapital || !this.isMisspelt(word)) continue
        if (isOfMethod(document, turn, at)) continue
        const confidence = isLikely && isCapital ? 0.8 : 0.6
        claims.addSpan('name', turn, at, at + 1, start[at], stop, confidence, 'name that was introduced elsewhere')
      }
    }
  }

  private learn(word: string): void {
    if (this.words.has(word)) return
    this.words.add(word)
    for (const form of [word, `${word}'s`]) this.hashes[hashOf(form) & HASH_MASK] = 1
    if (word.length >= FEWEST_LETTERS && this.words.size <= MOST_MISSPELT)
      for (const rest of withoutOneLetter(word)) this.shortened.set(rest, word)
  }

  private isMisspelt(word: string): boolean {
    if (word.length < FEWEST_LETTERS || word.length > 40 || this.shortened.size === 0) return false
    const flags = gazetteer().flagsOf(word)
    if (bandOf(flags) >= WORD_BAND || (flags & PROPER) !== 0) return false
    if (this.shortened.get(word)?.[0] === word[0]) return true
    for (const rest of withoutOneLetter(word))
      if (rest[0] === word[0] && (this.words.has(rest) || this.shortened.has(rest))) return true
    return false
  }
}

/** Whether a known name in lower case may be a word of its own: a nickname that no list has is written with a capital. */
const mayBeWord = (document: Document, at: number, word: string): boolean =>
  !document.is('given_name', at) && (gazetteer().flagsOf(word) & (GIVEN | SURNAME | PROPER)) === 0

function withoutOneLetter(word: string): string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))
}

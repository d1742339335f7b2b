import { AutomatonBuilder, type Automaton } from './automaton.ts'
import { placesOf, type PhraseList } from './phrases.ts'
import { Vocabulary } from './vocabulary.ts'

/** All phrase lists as one automaton and all word sets as tables over one vocabulary. */
export interface Lexicon<L extends string = string, S extends string = string> {
  readonly vocabulary: Vocabulary
  readonly automaton: Automaton
  /** What output `n` of the automaton means. */
  readonly entries: readonly { readonly list: number; readonly value: string }[]
  readonly listIndex: ReadonlyMap<L, number>
  readonly sets: Readonly<Record<S, Uint8Array>>
}

/** Builds the automaton of `lists` (searched for in every text) and the tables of `sets` (asked of single words). */
export function buildLexicon<L extends string, S extends string>(
  lists: Readonly<Record<L, PhraseList>>,
  sets: Readonly<Record<S, string>>,
): Lexicon<L, S> {
  const vocabulary = new Vocabulary()
  const automaton = new AutomatonBuilder()
  const entries: { list: number; value: string }[] = []
  const listIndex = new Map<L, number>()
  const setIds = Object.entries<string>(sets).map(([name, text]) => [name, wordIds(vocabulary, text)] as const)
  for (const [name, list] of Object.entries<PhraseList>(lists)) {
    const index = listIndex.size
    listIndex.set(name as L, index)
    for (const [value, patterns] of Object.entries(list)) {
      const output = entries.push({ list: index, value }) - 1
      for (const pattern of patterns)
        automaton.insert(
          placesOf(pattern).map((choices) => choices.map((choice) => vocabulary.add(choice))),
          output,
        )
    }
  }
  const { size } = vocabulary
  const tables = Object.fromEntries(
    setIds.map(([name, ids]) => {
      const table = new Uint8Array(size)
      for (const id of ids) table[id] = 1
      return [name, table]
    }),
  )
  return { vocabulary, automaton: automaton.build(size), entries, listIndex, sets: tables as Record<S, Uint8Array> }
}

function wordIds(vocabulary: Vocabulary, text: string): number[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const ids = vocabulary.add(word)
      if (ids.length !== 1) throw new TypeError(`"${word}" is more than one token, so no text would ever match it.`)
      return ids[0]
    })
}

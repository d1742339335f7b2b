import { AutomatonBuilder, type Automaton } from './automaton.ts'
import { placesOf, type PhraseList } from './phrases.ts'
import { Vocabulary } from './vocabulary.ts'

/** All phrase lists as one automaton and all word sets as tables over one vocabulary. */
export interface Lexicon<L extends string = string, S extends string = string, W extends string = string> {
  readonly vocabulary: Vocabulary
  readonly automaton: Automaton
  /** What output `n` of the automaton means. */
  readonly entries: readonly { readonly list: number; readonly value: string }[]
  readonly listIndex: ReadonlyMap<L, number>
  readonly sets: Readonly<Record<S, Uint8Array>>
  /** The numbers of the words of each group, of which there are far too many for a table each. */
  readonly groups: Readonly<Record<W, readonly number[]>>
}

/**
 * Builds the automaton of `lists` (searched for in every text) and the tables of `sets` (asked of single words), and
 * numbers the words of `groups`.
 */
export function buildLexicon<L extends string, S extends string, W extends string>(
  lists: Readonly<Record<L, PhraseList>>,
  sets: Readonly<Record<S, string>>,
  groups: Readonly<Record<W, string>>,
): Lexicon<L, S, W> {
  const vocabulary = new Vocabulary()
  const automaton = new AutomatonBuilder()
  const entries: { list: number; value: string }[] = []
  const listIndex = new Map<L, number>()
  const setIds = idsOf(vocabulary, sets)
  const groupIds = idsOf(vocabulary, groups)
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
  return {
    vocabulary,
    automaton: automaton.build(size),
    entries,
    listIndex,
    sets: tables as Record<S, Uint8Array>,
    groups: Object.fromEntries(groupIds) as Record<W, number[]>,
  }
}

const idsOf = (vocabulary: Vocabulary, texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([name, text]) => [name, wordIds(vocabulary, text)] as const)

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

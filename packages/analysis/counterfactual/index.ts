import { groupMentions } from '../groups/index.ts'
import { prepare, type Document } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import { GROUP_SWAPS } from './data.ts'

export interface Counterfactual {
  /** The turns around what was swapped, as they were and with the words of groups swapped. */
  original: DetectorTurn[]
  swapped: DetectorTurn[]
  /** Axes that a word was swapped of, sorted. */
  axes: string[]
}

/** Turns that are looked at, so that a long conversation costs no more than a short one. */
const MOST_TURNS = 12

interface Swap {
  turn: number
  from: number
  to: number
  instead: string
  axis: string
}

/**
 * The same conversation about somebody else: words for a group are swapped for those of another ("a Muslim woman" → "a
 * Christian man"), and nothing else. Only the turns with such words are given, and their neighbours, 12 at most; `null`
 * where there are none. Scores of the two should hardly differ.
 */
export function swapGroups(turns: readonly DetectorTurn[]): Counterfactual | null {
  const document = prepare(turns)
  const swaps = swapsOf(document)
  if (swaps.length === 0) return null
  const byTurn = Map.groupBy(swaps, ({ turn }) => turn)
  const shown = turns
    .map((_, turn) => turn)
    .filter((turn) => byTurn.has(turn - 1) || byTurn.has(turn) || byTurn.has(turn + 1))
    .slice(0, MOST_TURNS)
  const used = shown.flatMap((turn) => byTurn.get(turn) ?? [])
  return {
    original: shown.map((turn) => ({ ...turns[turn] })),
    swapped: shown.map((turn) => ({ ...turns[turn], text: written(document, turn, byTurn.get(turn) ?? []) })),
    axes: [...new Set(used.map(({ axis }) => axis))].toSorted(),
  }
}

function swapsOf(document: Document): Swap[] {
  const swaps: Swap[] = []
  for (const { axis, hit } of groupMentions(document)) {
    // "black people": what is swapped may be less than what was found.
    for (let { to } = hit; to > hit.from; to--) {
      const instead = GROUP_SWAPS.get(wordsOf(document, hit.turn, hit.from, to))
      if (instead === undefined) continue
      swaps.push({ turn: hit.turn, from: hit.from, to, instead, axis })
      break
    }
  }
  const taken = new Set(swaps.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)))
  for (const { turn, from, to, value } of document.hits('gendered')) {
    if (taken.has(from)) continue
    const instead = value === 'his or him' ? hisOrHim(document, turn, to) : value
    swaps.push({ turn, from, to, instead, axis: 'gender_and_sex' })
  }
  return swaps.toSorted((a, b) => a.from - b.from)
}

const wordsOf = (document: Document, turn: number, from: number, to: number): string =>
  document.texts[turn].slice(document.tokens.start[from], document.tokens.end[to - 1]).toLowerCase()

/** "her" before a word that is owned is "his"; else "him". */
function hisOrHim(document: Document, turn: number, next: number): string {
  const ends = next >= document.turnStart[turn + 1] || document.isPunctuation(next) || document.is('never_name', next)
  return ends ? 'him' : 'his'
}

function written(document: Document, turn: number, swaps: readonly Swap[]): string {
  const text = document.texts[turn]
  const { start, end } = document.tokens
  let result = ''
  let copied = 0
  for (const { from, to, instead } of swaps) {
    const article = from > document.turnStart[turn] ? document.word(turn, from - 1) : ''
    const before = text.slice(copied, start[from])
    result += article === 'a' || article === 'an' ? withArticle(before, instead) : before
    result += document.isCapital(from) ? instead[0].toUpperCase() + instead.slice(1) : instead
    copied = end[to - 1]
  }
  return result + text.slice(copied)
}

/** Ends with "a" or "an", as the next word wants it. */
const withArticle = (before: string, next: string): string =>
  before.replace(
    /\ban?(\s{1,9})$/i,
    (article, space: string) => article[0] + (/^[aeiou]/.test(next) ? 'n' : '') + space,
  )

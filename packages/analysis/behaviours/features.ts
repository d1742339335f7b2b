import { lexicon } from '../lexicons.ts'
import type { Document } from '../text/document.ts'
import { perDocument } from '../text/per-document.ts'

/** What the rules of a turn look at; counts are of tokens or hits. */
export interface TurnShape {
  /** Words that are no fillers such as "okay" or "mm-hmm". */
  content: number
  /** Sentences that end with a question mark and begin like a question. */
  asked: number
  /** Sentences that end with a question mark and begin like a statement. */
  declared: number
  /** Sentences that begin like a question and end without a mark. */
  unmarked: number
  you: number
  self: number
  startsWithYou: boolean
  isContinued: boolean
}

const FILLER = 1
const WH = 2
const INVERTED = 4
const YOU = 8
const SELF = 16

let classes: Uint8Array | undefined

/** The sets that the shape asks of each word, as bits by the word's number: one look-up for all. */
function wordClasses(): Uint8Array {
  if (classes) return classes
  const { sets } = lexicon()
  return (classes = sets.filler.map(
    (filler, id) =>
      filler * FILLER + sets.wh[id] * WH + sets.inverted[id] * INVERTED + sets.you[id] * YOU + sets.self[id] * SELF,
  ))
}

const shapesOf = perDocument((): TurnShape[] => [])

/** The sentence forms of one turn. */
export const readShape = (document: Document, turn: number): TurnShape =>
  (shapesOf(document)[turn] ??= shapeOf(document, turn))

/** Reads sentence forms in one pass. */
function shapeOf(document: Document, turn: number): TurnShape {
  const shape: TurnShape = {
    content: 0,
    asked: 0,
    declared: 0,
    unmarked: 0,
    you: 0,
    self: 0,
    startsWithYou: false,
    isContinued: false,
  }
  const table = wordClasses()
  const { ids } = document
  const first = document.turnStart[turn]
  const last = document.turnStart[turn + 1]
  // Of the sentence that is read: its first word, how many words it has, and whether it asks within.
  let lead = 0
  let words = 0
  let asksInside = false
  for (let at = first; at < last; at++) {
    if (document.isPunctuation(at)) {
      const mark = document.mark(turn, at)
      if (at === first && (mark === '-' || mark === '—')) shape.isContinued = true
      if (mark === '.' || mark === '?' || mark === '!') {
        countSentence(shape, lead, words, asksInside, mark)
        lead = 0
        words = 0
        asksInside = false
      }
      continue
    }
    const word = table[ids[at]]
    if (word & YOU) shape.you++
    if (word & SELF) shape.self++
    if (word & FILLER) continue
    shape.content++
    if (++words === 1) {
      lead = word
      if (shape.content === 1) shape.startsWithYou = (word & YOU) !== 0
    }
    if (word & WH || (word & INVERTED && at + 1 < last && table[ids[at + 1]] & YOU)) asksInside = true
  }
  countSentence(shape, lead, words, asksInside, '')
  return shape
}

function countSentence(shape: TurnShape, lead: number, words: number, asksInside: boolean, mark: string): void {
  if (words === 0) return
  const asks = (lead & WH) !== 0 || ((lead & INVERTED) !== 0 && words > 1)
  if (mark === '?' && (asks || asksInside)) shape.asked++
  else if (mark === '?') shape.declared++
  else if (asks && words > 2) shape.unmarked++
}

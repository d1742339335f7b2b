import type { Document } from '../text/document.ts'

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

/** Reads sentence forms of one turn in one pass. */
export function readShape(document: Document, turn: number): TurnShape {
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
  const first = document.turnStart[turn]
  const last = document.turnStart[turn + 1]
  let lead = -1
  let words = 0
  let asksInside = false
  for (let at = first; at < last; at++) {
    if (document.isPunctuation(at)) {
      const mark = document.mark(turn, at)
      if (at === first && (mark === '-' || mark === '—')) shape.isContinued = true
      if (mark === '.' || mark === '?' || mark === '!') {
        closeSentence(mark)
        lead = -1
        words = 0
        asksInside = false
      }
      continue
    }
    if (document.is('you', at)) shape.you++
    if (document.is('self', at)) shape.self++
    if (document.is('filler', at)) continue
    shape.content++
    words++
    if (lead < 0) {
      lead = at
      if (shape.content === 1) shape.startsWithYou = document.is('you', at)
    }
    if (document.is('wh', at) || (document.is('inverted', at) && document.is('you', at + 1))) asksInside = true
  }
  closeSentence('')
  return shape

  function closeSentence(mark: string) {
    if (lead < 0 || words === 0) return
    const asks = document.is('wh', lead) || (document.is('inverted', lead) && words > 1)
    if (mark === '?') {
      if (asks || asksInside) shape.asked++
      else shape.declared++
    } else if (asks && words > 2) shape.unmarked++
  }
}

import type { Range } from '../model/index.ts'
import type { Document } from '../text/document.ts'

/** Tokens after which a sentence without a mark at its end is cut. */
const LONGEST = 60

/** The sentences of a turn, by their marks; every token of the turn is in one. */
export function sentencesOf(document: Document, turn: number): Range[] {
  const sentences: Range[] = []
  const end = document.turnStart[turn + 1]
  let from = document.turnStart[turn]
  for (let at = from; at < end; at++) {
    const isLast = at + 1 === end
    const isEnd = document.endsSentence(turn, at) && (isLast || !document.endsSentence(turn, at + 1))
    if (!isLast && !isEnd && at + 1 - from < LONGEST) continue
    sentences.push([from, at + 1])
    from = at + 1
  }
  return sentences
}

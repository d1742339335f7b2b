import type { Document } from '../text/document.ts'
import type { Claims } from './claims.ts'

/** Whether token `at` can be a part of a proper name: capitalised, free, and no word of ordinary talk. */
export function isNamePart(document: Document, claims: Claims, at: number): boolean {
  return document.isCapital(at) && claims.isFree(at) && !document.is('never_name', at) && !document.is('medication', at)
}

/** The end of a run of name parts from `from`, over hyphens and initials, of at most `limit` words. */
export function nameRunEnd(document: Document, claims: Claims, turn: number, from: number, limit: number): number {
  const last = document.turnStart[turn + 1]
  let end = from
  for (let words = 0; words < limit && end < last; words++) {
    if (!isNamePart(document, claims, end) && !isDoubleBarrelled(document, claims, turn, end, last)) break
    const isInitial = document.tokens.end[end] - document.tokens.start[end] === 1
    end++
    if (endWithoutPossessive(document, turn, end - 1) < document.tokens.end[end - 1]) break
    if (end < last && document.touchesPrevious(end)) {
      const mark = document.mark(turn, end)
      const joins =
        (mark === '-' || mark === '‐') &&
        end + 1 < last &&
        document.touchesPrevious(end + 1) &&
        document.isCapital(end + 1)
      if (joins) {
        end++
        continue
      }
      if (mark === '.' && isInitial) end++
      else if (document.isPunctuation(end)) break
    } else if (end < last && document.isPunctuation(end)) break
  }
  return end
}

/** "Black-Brown": two capitalised words on one hyphen are a name even when each is a word. */
function isDoubleBarrelled(document: Document, claims: Claims, turn: number, at: number, last: number): boolean {
  return (
    at + 2 < last &&
    claims.isFree(at) &&
    document.isCapital(at) &&
    document.isCapital(at + 2) &&
    document.mark(turn, at + 1) === '-' &&
    document.touchesPrevious(at + 1) &&
    document.touchesPrevious(at + 2) &&
    document.ids[at] !== document.ids[at + 2]
  )
}

/** The end in UTF-16 units of a name that may carry a possessive: `Sam's` is claimed without `'s`. */
export function endWithoutPossessive(document: Document, turn: number, at: number): number {
  const end = document.tokens.end[at]
  return /['’]s$/i.test(document.texts[turn].slice(end - 2, end)) ? end - 2 : end
}

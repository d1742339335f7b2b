import type { Document } from './document.ts'

/** How often tokens `from` to `to` (exclusive) name the one who speaks, and the one who is spoken to. */
export function countPersons(document: Document, from: number, to: number): { self: number; other: number } {
  const { ids } = document
  const first = document.wordsOf('first_person')
  const second = document.wordsOf('second_person')
  let self = 0
  let other = 0
  for (let at = from; at < to; at++) {
    if (first[ids[at]] === 1) self++
    else if (second[ids[at]] === 1) other++
  }
  return { self, other }
}

import type { Document } from './document.ts'

/** How often tokens `from` to `to` (exclusive) name the one who speaks, and the one who is spoken to. */
export function countPersons(document: Document, from: number, to: number): { self: number; other: number } {
  let self = 0
  let other = 0
  for (let at = from; at < to; at++) {
    if (document.is('first_person', at)) self++
    else if (document.is('second_person', at)) other++
  }
  return { self, other }
}

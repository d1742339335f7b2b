import { lexicon } from '../lexicons.ts'
import type { Document } from './document.ts'

const SELF = 1
const OTHER = 2
let persons: Uint8Array | undefined

/** By the numbers of words which of the two they name. */
function personTable(): Uint8Array {
  if (persons) return persons
  const { first_person: first, second_person: second } = lexicon().sets
  return (persons = first.map((isFirst, id) => (isFirst === 1 ? SELF : second[id] * OTHER)))
}

/** How often tokens `from` to `to` (exclusive) name the one who speaks, and the one who is spoken to. */
export function countPersons({ ids }: Document, from: number, to: number): { self: number; other: number } {
  const table = personTable()
  let self = 0
  let other = 0
  for (let at = from; at < to; at++) {
    const person = table[ids[at]]
    if (person === SELF) self++
    else if (person === OTHER) other++
  }
  return { self, other }
}

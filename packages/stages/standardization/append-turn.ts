import type { Turn } from '@techdeck/contracts'
import { codePoints } from '../offsets.ts'
import { INAUDIBLE } from './marks.ts'
import { standardText } from './text.ts'

export const haveSameLabels = (a: Turn, b: Turn): boolean =>
  a.labels === b.labels || JSON.stringify(a.labels) === JSON.stringify(b.labels)

/**
 * Appends a turn to the last of those before it: text and marks, and labels where both have the same. Where they are a
 * comment of HTML together, nothing is left of them.
 */
export function appendToLast(turns: Turn[], turn: Turn, separator: string): void {
  const last = turns.at(-1)!
  append(last, turn, separator)
  if (last.text === '') turns.pop()
}

function append(last: Turn, turn: Turn, separator: string): void {
  const shift = codePoints(last.text) + separator.length
  const whats = [...(last.marks ?? []), ...(turn.marks ?? [])]
  const places = [...(last.mark_at ?? []), ...(turn.mark_at ?? []).map((at) => at + shift)]
  // Two halves may make a mark or a tag together; the gaps that both hold are counted already.
  const { text, marks } = standardText(`${last.text}${separator}${turn.text}`)
  last.text = text
  for (const { what, at } of marks) {
    if (what === INAUDIBLE) continue
    whats.push(what)
    places.push(codePoints(text.slice(0, at)))
  }
  if (whats.length > 0) {
    const end = codePoints(text)
    last.marks = whats
    last.mark_at = places.map((at) => Math.min(at, end))
  }
  if (!haveSameLabels(last, turn)) delete last.labels
}

import { cleanText, type Repairs } from './clean.ts'
import { INAUDIBLE, takeMarks, type Mark } from './marks.ts'

/**
 * Clean text and the transcriber's marks that it held, each with its place in it. Standardising standard text changes
 * nothing and finds only its gaps.
 */
export function standardText(text: string, repairs?: Repairs): { text: string; marks: Mark[] } {
  let clean = cleanText(text, repairs)
  let marks: Mark[] = []
  for (;;) {
    const taken = takeMarks(clean)
    if (!taken) return { text: clean, marks }
    const next = cleanText(taken.text, repairs)
    // Taking a mark out may uncover another; the gaps were counted in the first round.
    const found = marks.length === 0 ? taken.marks : taken.marks.filter(({ what }) => what !== INAUDIBLE)
    marks = [...marks, ...found].map(({ what, at }) => ({ what, at: Math.min(at, next.length) }))
    if (next === clean) return { text: clean, marks }
    clean = next
  }
}

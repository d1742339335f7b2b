import { cleanText, type Repairs } from './clean.ts'
import { takeMarks } from './marks.ts'

/** Clean text and the transcriber's marks that it held. Standardising standard text changes nothing and finds only its gaps. */
export function standardText(text: string, repairs?: Repairs): { text: string; marks: string[] | undefined } {
  let clean = cleanText(text, repairs)
  let marks: string[] | undefined
  for (;;) {
    const taken = takeMarks(clean)
    if (!taken.marks) return { text: clean, marks }
    // Taking a mark out may uncover another; the gaps were counted in the first round.
    marks = marks ? [...marks, ...taken.marks.filter((mark) => mark !== 'inaudible')] : taken.marks
    const next = cleanText(taken.text, repairs)
    if (next === clean) return { text: clean, marks }
    clean = next
  }
}

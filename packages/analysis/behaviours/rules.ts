import type { Document } from '../text/document.ts'
import { countCues } from './cues.ts'
import { readShape } from './features.ts'

/** What the rules give each behaviour of a turn, in the order of `BEHAVIOURS`: points for cues and sentence forms. */
export function ruleScores(document: Document, turn: number): number[] {
  const cues = countCues(document)
  const reflects = Math.min(4, cues.reflects[turn])
  const informs = Math.min(5, cues.informs[turn])
  const affirms = Math.min(3, cues.affirms[turn])
  const { content, asked, declared, unmarked, startsWithYou, isContinued, you, self } = readShape(document, turn)
  const youShare = you / Math.max(1, you + self)
  return [
    // question
    3.5 * Math.min(1, asked) +
      1 * Math.min(1, declared) +
      1.5 * Math.min(1, unmarked) +
      (declared && content <= 4 ? 1.5 : 0) +
      (cues.requests[turn] > 0 ? 2 : 0),
    // reflection
    1.1 * reflects +
      (declared && content > 3 ? 1.3 : 0) +
      (startsWithYou ? 1.2 : 0) +
      (content > 3 ? 1.2 * youShare : 0) +
      (isContinued && content > 2 ? 0.5 : 0),
    // therapist input
    0.8 * informs + (content > 25 ? 1 : 0) + (content > 6 ? 0.8 * (1 - youShare) : 0) - 0.4 * affirms,
    // other
    (content <= 3 ? 3 - 0.7 * content : 0) + 0.6 * affirms * (content < 12 ? 1.5 : 0.5) + 0.6,
  ]
}

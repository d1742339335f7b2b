import { unit } from '../figures.ts'

/** One thing that a dimension looks at: better when higher. */
export interface Part {
  /** In [0, 1]; what lies outside counts as the nearer end. */
  value: number
  /** How much it counts, relative to the dimension's other parts. */
  weight: number
  /** The code that says that this part is low, and below which value it is said. */
  low?: readonly [reason: string, below: number]
}

/** What a dimension says: its score, and codes that say what lowered it. */
export interface Scored {
  score: number
  reasons: string[]
}

/**
 * The mean of parts by their weights. So a dimension lies in [0, 1], and no part that gets better makes it worse, however
 * the parts are measured.
 */
export function scoreOf(parts: readonly Part[]): Scored {
  let sum = 0
  let total = 0
  const reasons: string[] = []
  for (const { value, weight, low } of parts) {
    sum += unit(value) * weight
    total += weight
    if (low && value < low[1]) reasons.push(low[0])
  }
  return { score: total === 0 ? 0 : unit(sum / total), reasons }
}

/** Few turns say little about a helper: scores are drawn towards this, as if by this many turns. */
const USUAL = 0.75
const USUAL_TURNS = 2

/** A score of a helper's turns, as far as they say something. */
export const asSureAs = (turns: number, { score, reasons }: Scored): Scored => ({
  score: (score * turns + USUAL * USUAL_TURNS) / (turns + USUAL_TURNS),
  reasons,
})

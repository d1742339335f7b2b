import { formatShare } from '@techdeck/client/figures'

const WORDS: readonly [least: number, word: string][] = [
  [0.9, 'as good as certain'],
  [0.7, 'likely'],
  [0.5, 'a good guess'],
  [0, 'a guess'],
]

/** `likely (82 %)`; not sure where another reading is as near as that. */
export function howSure(confidence: number, others: readonly string[] = []): string {
  const share = formatShare(confidence)
  if (others.length > 0) return `not sure (${share}): it could also be ${others.join(' or ')}`
  return `${WORDS.find(([least]) => confidence >= least)?.[1] ?? 'a guess'} (${share})`
}

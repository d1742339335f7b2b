import type { Conversation, Finding } from '@techdeck/contracts'

const REPLACEMENT = '\ufffd'
// Runs of signs, words without an end, or one character over and over: what is left of a broken encoding or a stuck key.
const SIGNS = /[^\w\s.*~?!\-\u0080-\uffff]{6}/
const STUCK = /(\S)\1{11}|[^\s-]{60}/
/** Shorter words cannot be stuck. */
const STUCK_LENGTH = 12
const MIN_WORDS = 20
const MANY_REPEATS = 0.15

/** How much there is to read: too little, the same again and again, or garbled. */
export function checkContent({ turns }: Conversation): { score: number; findings: Finding[] } {
  const findings: Finding[] = []
  let words = 0
  let garbled = 0
  let repeated = 0
  const seen = new Map<string, number>()
  for (const { index, text } of turns) {
    const spoken = text.split(' ')
    words += spoken.length
    if (isGarbled(text, spoken)) {
      garbled++
      findings.push(about('garbled', index, text))
    }
    // ‘Okay’ may be said often; a long turn may not.
    if (text.length < 25) continue
    const times = (seen.get(text) ?? 0) + 1
    seen.set(text, times)
    if (times > 1) {
      repeated++
      findings.push(about('repeated_turn', index, text))
    }
  }
  let score = 1
  if (words < MIN_WORDS) {
    findings.push(about('very_short', 0, ''))
    score -= 0.6 * (1 - words / MIN_WORDS) + 0.1
  }
  const shareRepeated = repeated / turns.length
  if (repeated > 0) score -= shareRepeated > MANY_REPEATS ? 0.6 : 2 * shareRepeated
  score -= Math.min(0.7, (2 * garbled) / turns.length)
  return { score: Math.max(0, score), findings: findings.slice(0, 50) }
}

const isGarbled = (text: string, words: readonly string[]): boolean =>
  text.includes(REPLACEMENT) ||
  SIGNS.test(text) ||
  words.some((word) => word.length >= STUCK_LENGTH && STUCK.test(word))

const about = (category: string, turn: number, text: string): Finding => ({
  kind: 'content',
  category,
  turn,
  start: 0,
  end: Array.from(text).length,
  confidence: 1,
  reason: category,
})

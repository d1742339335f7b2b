import type { Conversation, Finding } from '@techdeck/contracts'
import { codePoints } from '../../offsets.ts'

// Runs of signs, words without an end, or one character over and over: what is left of a broken encoding or a stuck key.
const REPLACEMENT = 0xfffd
const SIGNS_IN_RUN = 6
const STUCK = /(\S)\1{11}|[^\s-]{60}/
/** Shorter words cannot be stuck. */
const STUCK_LENGTH = 12

/** ASCII characters that are neither letters, digits, blanks nor the marks that people write in rows. */
const SIGN = Uint8Array.from({ length: 128 }, (_, code) => (/[^\w\s.*~?!-]/.test(String.fromCharCode(code)) ? 1 : 0))
const BLANK = 32

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
    const read = readText(text)
    words += read.words
    if (read.isGarbled) {
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

/** Counts what blanks divide, and looks whether it is garbled, in one pass. */
function readText(text: string): { words: number; isGarbled: boolean } {
  let words = 1
  let wordStart = 0
  let signs = 0
  let isGarbled = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BLANK) {
      words++
      if (at - wordStart >= STUCK_LENGTH) isGarbled ||= STUCK.test(text.slice(wordStart, at))
      wordStart = at + 1
      signs = 0
    } else if (code < 128 && SIGN[code] === 1) {
      if (++signs === SIGNS_IN_RUN) isGarbled = true
    } else {
      signs = 0
      if (code === REPLACEMENT) isGarbled = true
    }
  }
  if (text.length - wordStart >= STUCK_LENGTH) isGarbled ||= STUCK.test(text.slice(wordStart))
  return { words, isGarbled }
}

const about = (category: string, turn: number, text: string): Finding => ({
  kind: 'content',
  category,
  turn,
  start: 0,
  end: codePoints(text),
  confidence: 1,
  reason: category,
})

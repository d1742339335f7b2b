import type { Conversation } from '@techdeck/contracts'
import { unit } from '../figures.ts'

/** What a dimension says: its score, and codes that say what lowered it. */
export interface Scored {
  score: number
  reasons: string[]
}

/** What the dimensions over the text alone need to know; measured once. */
export interface TextFigures {
  turns: number
  helperTurns: number
  clientTurns: number
  helperWords: number
  clientWords: number
  /** Changes of speaker between helper and client, of those possible. */
  alternation: number
  /** Share of the helper's replies that take up a content word of what was said just before. */
  uptake: number
  /** Times that the helper tells the client what to do (‘you should’, ‘you have to’, ‘why don't you’). */
  directives: number
  repeatedTurns: number
  /** Words looked at for the vocabulary, and how many of them are distinct. */
  vocabularyWords: number
  distinctWords: number
  /** Whether the last turn ends in the middle of a sentence. */
  cutOff: boolean
  opensWithHelper: boolean
}

const DIRECTIVE =
  /\byou (?:really |just |also )?(?:should|need to|have to|must|ought to|better|got to|gotta)\b|\bwhy (?:don't|didn't|can't) you\b|\byou (?:shouldn't|can't|cannot|must not|mustn't)\b|\bi (?:want|need) you to\b|\blisten to me\b/gi
const CONTENT_LENGTH = 5
const STEM_LENGTH = 6
const VOCABULARY_SAMPLE = 500
const TURNS_IN_FULL = 16
const WORDS_IN_FULL = 250

export function measureText({ turns }: Conversation): TextFigures {
  const figures: TextFigures = {
    turns: turns.length,
    helperTurns: 0,
    clientTurns: 0,
    helperWords: 0,
    clientWords: 0,
    alternation: 0,
    uptake: 0,
    directives: 0,
    repeatedTurns: 0,
    vocabularyWords: 0,
    distinctWords: 0,
    cutOff: !/[.!?…"'”’)\]*~-]\s*$|\p{Extended_Pictographic}$/u.test(turns.at(-1)?.text ?? ''),
    opensWithHelper: turns.find(({ role }) => role === 'therapist' || role === 'client')?.role === 'therapist',
  }
  const seen = new Set<string>()
  const vocabulary = new Set<string>()
  // The content words of the client's turn just before, where it is one.
  let heard: Set<string> | null = null
  let last: string | null = null
  let pairs = 0
  let changes = 0
  let answers = 0
  let takenUp = 0
  for (const { role, text } of turns) {
    if (role !== 'therapist' && role !== 'client') continue
    const isSampled = figures.vocabularyWords < VOCABULARY_SAMPLE
    const { words, content } = readWords(text.toLowerCase(), isSampled ? vocabulary : null)
    if (isSampled) figures.vocabularyWords += words
    if (last !== null) {
      pairs++
      if (last !== role) changes++
    }
    last = role
    if (role === 'client') {
      figures.clientTurns++
      figures.clientWords += words
      heard = new Set(content)
    } else {
      figures.helperTurns++
      figures.helperWords += words
      figures.directives += text.match(DIRECTIVE)?.length ?? 0
      // Short sounds of listening need not take anything up.
      if (heard && heard.size >= 2 && words >= 5) {
        const own = heard
        answers++
        if (content.some((stem) => own.has(stem))) takenUp++
      }
      heard = null
    }
    if (text.length < 25) continue
    if (seen.has(text)) figures.repeatedTurns++
    seen.add(text)
  }
  figures.alternation = pairs === 0 ? 0 : changes / pairs
  figures.uptake = answers === 0 ? 0.5 : takenUp / answers
  figures.distinctWords = vocabulary.size
  return figures
}

/** What a character can be in a word: nothing, a part, or a part that may begin it. */
const OUTSIDE = 0
const INSIDE = 1
const BEGINS = 2
const ASCII = Uint8Array.from({ length: 128 }, (_, code) =>
  /[a-z0-9]/.test(String.fromCharCode(code)) ? BEGINS : code === 39 ? INSIDE : OUTSIDE,
)

function placeOf(code: number): number {
  if (code < 128) return ASCII[code]
  if ((code >= 0xc0 && code < 0x2000) || code >= 0x2c00) return BEGINS
  return code === 0x2019 ? INSIDE : OUTSIDE
}

/** Counts the words of a lower-case text, adds them to `vocabulary`, and gives the stems of its longer ones. */
function readWords(text: string, vocabulary: Set<string> | null): { words: number; content: string[] } {
  const content: string[] = []
  let words = 0
  for (let at = 0; at < text.length; at++) {
    if (placeOf(text.charCodeAt(at)) !== BEGINS) continue
    const start = at
    do at++
    while (at < text.length && placeOf(text.charCodeAt(at)) !== OUTSIDE)
    words++
    vocabulary?.add(text.slice(start, at))
    if (at - start >= CONTENT_LENGTH) content.push(text.slice(start, Math.min(at, start + STEM_LENGTH)))
  }
  return { words, content }
}

/** Enough turns and words for a conversation, both sides heard, and an end. */
export function completeness(figures: TextFigures): Scored {
  const words = figures.helperWords + figures.clientWords
  const length = 0.5 * unit(figures.turns / TURNS_IN_FULL) + 0.5 * unit(words / WORDS_IN_FULL)
  const reasons: string[] = []
  if (figures.turns < 6) reasons.push('few_turns')
  if (words < 80) reasons.push('few_words')
  if (figures.cutOff) reasons.push('ends_mid_sentence')
  return { score: unit(0.25 + 0.75 * Math.sqrt(length) - (figures.cutOff ? 0.1 : 0)), reasons }
}

/** Whether the two answer each other. */
export function coherence(figures: TextFigures): Scored {
  const reasons: string[] = []
  if (figures.alternation < 0.5) reasons.push('speakers_do_not_alternate')
  if (figures.uptake < 0.2) reasons.push('replies_take_up_little')
  return { score: unit(0.5 * unit(figures.alternation / 0.9) + 0.5 * unit(0.45 + figures.uptake)), reasons }
}

/** Whether the client gets room: full marks while the helper speaks between a fifth and a half of the words. */
export function turnBalance(figures: TextFigures): Scored {
  const words = figures.helperWords + figures.clientWords
  const helper = words === 0 ? 0.5 : figures.helperWords / words
  const reasons: string[] = []
  let score = 1
  if (helper > 0.55) {
    score = 1 - (helper - 0.55) / 0.4
    if (helper > 0.7) reasons.push('helper_dominates')
  } else if (helper < 0.15) {
    score = 0.4 + 4 * helper
    reasons.push('helper_says_little')
  }
  return { score: unit(score), reasons }
}

/** Words that can be read, in a language that we know. */
export function language({ language: tag }: Conversation, contentTier: number, figures: TextFigures): Scored {
  const reasons: string[] = []
  let score = contentTier
  if (tag === 'und') {
    score -= 0.25
    reasons.push('language_unknown')
  }
  if (figures.vocabularyWords >= 100 && figures.distinctWords / Math.sqrt(figures.vocabularyWords) < 3.5) {
    score -= 0.3
    reasons.push('poor_vocabulary')
  }
  if (contentTier < 0.7) reasons.push('garbled_or_repetitive')
  return { score: unit(score), reasons }
}

/** Whether turns say new things, or repeat what was said word by word. */
export function uniqueness(figures: TextFigures): Scored {
  const share = figures.repeatedTurns / Math.max(1, figures.turns)
  return { score: unit(1 - 3 * share), reasons: share > 0.1 ? ['repeated_turns'] : [] }
}

/** How much of the text stayed as it was said: each replaced identifier takes something away. */
export function privacy(replaced: { readonly [category: string]: number }, figures: TextFigures): Scored {
  const words = Math.max(1, figures.helperWords + figures.clientWords)
  const density = Object.values(replaced).reduce((sum, n) => sum + n, 0) / words
  return { score: unit(1 - 8 * density), reasons: density > 0.04 ? ['many_identifiers_replaced'] : [] }
}

import type { Conversation } from '@techdeck/contracts'

/** What the dimensions need to know of the text alone; measured once. */
export interface TextFigures {
  turns: number
  helperTurns: number
  clientTurns: number
  helperWords: number
  clientWords: number
  /** Changes of speaker between helper and client, of those possible. */
  alternation: number
  /** Times that one of them has the floor, for however many turns. */
  floors: number
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
}

/** Of a text in lower case: a pattern that need not look for both is several times faster. */
const DIRECTIVE =
  /\byou (?:really |just |also )?(?:should|need to|have to|must|ought to|better|got to|gotta)\b|\bwhy (?:don't|didn't|can't) you\b|\byou (?:shouldn't|can't|cannot|must not|mustn't)\b|\bi (?:want|need) you to\b|\blisten to me\b/g
const CONTENT_LENGTH = 5
const STEM_LENGTH = 6
const VOCABULARY_SAMPLE = 500

export function measureText({ turns }: Conversation): TextFigures {
  const figures: TextFigures = {
    turns: turns.length,
    helperTurns: 0,
    clientTurns: 0,
    helperWords: 0,
    clientWords: 0,
    alternation: 0,
    floors: 0,
    uptake: 0,
    directives: 0,
    repeatedTurns: 0,
    vocabularyWords: 0,
    distinctWords: 0,
    cutOff: !/[.!?…"'”’)\]*~-]\s*$|\p{Extended_Pictographic}$/u.test(turns.at(-1)?.text ?? ''),
  }
  const seen = new Set<string>()
  const vocabulary = new Set<string>()
  // The content words of the client's turn just before, where it is one.
  const heard = new Set<string>()
  let last: string | null = null
  let pairs = 0
  let changes = 0
  let answers = 0
  let takenUp = 0
  for (const { role, text } of turns) {
    if (role !== 'therapist' && role !== 'client') continue
    const isSampled = figures.vocabularyWords < VOCABULARY_SAMPLE
    const lower = text.toLowerCase()
    if (role === 'client') heard.clear()
    const { words, isTakenUp } = readWords(lower, isSampled ? vocabulary : null, heard, role === 'client')
    if (isSampled) figures.vocabularyWords += words
    if (last !== null) {
      pairs++
      if (last !== role) changes++
    }
    last = role
    if (role === 'client') {
      figures.clientTurns++
      figures.clientWords += words
    } else {
      figures.helperTurns++
      figures.helperWords += words
      figures.directives += lower.match(DIRECTIVE)?.length ?? 0
      // Short sounds of listening need not take anything up.
      if (heard.size >= 2 && words >= 5) {
        answers++
        if (isTakenUp) takenUp++
      }
      heard.clear()
    }
    if (text.length < 25) continue
    if (seen.has(text)) figures.repeatedTurns++
    seen.add(text)
  }
  figures.floors = changes + (last === null ? 0 : 1)
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

/**
 * Counts the words of a lower-case text and adds them to `vocabulary`. The stems of its longer ones are added to `stems`
 * where it `isHeard`; else it says whether one of them is there.
 */
function readWords(
  text: string,
  vocabulary: Set<string> | null,
  stems: Set<string>,
  isHeard: boolean,
): { words: number; isTakenUp: boolean } {
  let words = 0
  let isTakenUp = false
  for (let at = 0; at < text.length; at++) {
    if (placeOf(text.charCodeAt(at)) !== BEGINS) continue
    const start = at
    do at++
    while (at < text.length && placeOf(text.charCodeAt(at)) !== OUTSIDE)
    words++
    vocabulary?.add(text.slice(start, at))
    if (at - start < CONTENT_LENGTH || (!isHeard && (isTakenUp || stems.size === 0))) continue
    const stem = text.slice(start, Math.min(at, start + STEM_LENGTH))
    if (isHeard) stems.add(stem)
    else isTakenUp = stems.has(stem)
  }
  return { words, isTakenUp }
}

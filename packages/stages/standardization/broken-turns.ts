import type { Turn } from '@techdeck/contracts'
import { appendToLast, haveSameLabels } from './append-turn.ts'

const END_OF_SENTENCE = /[.?!…:;。？！।؟]["'”’»)\]]{0,2}$/u
const CAPITAL = /^["'“‘«(¿¡[]{0,2}\p{Lu}/u
const SMALL = /^\p{Ll}/u
/** Of so many beginnings and ends of sentences at least, this share is written with a capital or with its sign. */
const MIN_SEEN = 3
const MIN_SHARE = 0.9

/** Whether two turns are of one speaker. */
export const isSameSpeaker = (a: Turn, b: Turn): boolean => a.role === b.role && a.speaker === b.speaker

/**
 * Joins turns that are parts of one sentence, and says how many that were. Where sentences do not begin with capitals
 * and end with their signs, as in many chats, nobody can tell a broken turn from a new one, and nothing is joined.
 * Joining what was joined changes nothing.
 */
export function joinBrokenTurns(turns: readonly Turn[]): { turns: Turn[]; joined: number } {
  if (!turns.some((turn, i) => i > 0 && isGoingOn(turns[i - 1], turn)) || !isWrittenInSentences(turns))
    return { turns: [...turns], joined: 0 }
  const whole: Turn[] = []
  for (const turn of turns) {
    const last = whole.at(-1)
    if (last && isGoingOn(last, turn)) appendToLast(whole, turn, ' ')
    else whole.push({ ...turn, index: whole.length })
  }
  return { turns: whole, joined: turns.length - whole.length }
}

function isGoingOn(last: Turn, turn: Turn): boolean {
  return SMALL.test(turn.text) && isSameSpeaker(last, turn) && !endsSentence(last.text) && haveSameLabels(last, turn)
}

/** Looks at what no joining changes: turns before and behind another speaker, a full stop or a capital. */
function isWrittenInSentences(turns: readonly Turn[]): boolean {
  let [beginnings, capitals, ends, stops] = [0, 0, 0, 0]
  for (const [i, turn] of turns.entries()) {
    const before = turns[i - 1]
    const after = turns[i + 1]
    if (!before || !isSameSpeaker(before, turn) || endsSentence(before.text)) {
      if (CAPITAL.test(turn.text)) capitals++
      if (CAPITAL.test(turn.text) || SMALL.test(turn.text)) beginnings++
    }
    if (!after || !isSameSpeaker(turn, after) || !SMALL.test(after.text)) {
      ends++
      if (endsSentence(turn.text)) stops++
    }
  }
  return beginnings >= MIN_SEEN && ends >= MIN_SEEN && capitals >= MIN_SHARE * beginnings && stops >= MIN_SHARE * ends
}

const endsSentence = (text: string): boolean => END_OF_SENTENCE.test(text.slice(-4))

import type { Turn } from '@techdeck/contracts'
import { appendTurn, haveSameLabels } from './append-turn.ts'

const END_OF_SENTENCE = /[.?!…:;。？！।؟]["'”’»)\]]{0,2}$/u
const CAPITAL = /^["'“‘«(¿¡[]{0,2}\p{Lu}/u
const SMALL = /^\p{Ll}/u
/** Of so many beginnings of sentences at least, this share is written with a capital. */
const MIN_BEGINNINGS = 3
const MIN_CAPITALS = 0.8

/** Whether two turns are of one speaker. */
export const isSameSpeaker = (a: Turn, b: Turn): boolean => a.role === b.role && a.speaker === b.speaker

/**
 * Joins turns that are parts of one sentence, and says how many that were. Where sentences do not begin with capitals, as
 * in many chats, nobody can tell a broken turn from a new one, and nothing is joined.
 * Joining what was joined changes nothing.
 */
export function joinBrokenTurns(turns: readonly Turn[]): { turns: Turn[]; joined: number } {
  if (!turns.some((turn, i) => i > 0 && isGoingOn(turns[i - 1], turn)) || !beginsWithCapitals(turns))
    return { turns: [...turns], joined: 0 }
  const whole: Turn[] = []
  for (const turn of turns) {
    const last = whole.at(-1)
    if (last && isGoingOn(last, turn)) appendTurn(last, turn, ' ')
    else whole.push({ ...turn, index: whole.length })
  }
  return { turns: whole, joined: turns.length - whole.length }
}

function isGoingOn(last: Turn, turn: Turn): boolean {
  return SMALL.test(turn.text) && isSameSpeaker(last, turn) && !endsSentence(last.text) && haveSameLabels(last, turn)
}

/** Looks at what no joining changes: turns at the beginning, behind another speaker, or behind the end of a sentence. */
function beginsWithCapitals(turns: readonly Turn[]): boolean {
  let [beginnings, capitals] = [0, 0]
  for (const [i, { text }] of turns.entries()) {
    const before = turns[i - 1]
    if (before && isSameSpeaker(before, turns[i]) && !endsSentence(before.text)) continue
    if (CAPITAL.test(text)) capitals++
    else if (!SMALL.test(text)) continue
    beginnings++
  }
  return beginnings >= MIN_BEGINNINGS && capitals >= MIN_CAPITALS * beginnings
}

const endsSentence = (text: string): boolean => END_OF_SENTENCE.test(text.slice(-4))

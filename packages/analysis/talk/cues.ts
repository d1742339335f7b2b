import { perDocument } from '../text/per-document.ts'

export interface TalkCues {
  change: Uint16Array
  sustain: Uint16Array
}

/** Cues for and against change in each turn. */
export const countTalkCues = perDocument((document): TalkCues => {
  const cues = { change: new Uint16Array(document.turns.length), sustain: new Uint16Array(document.turns.length) }
  for (const { turn } of document.hits('change_talk')) cues.change[turn]++
  for (const { turn } of document.hits('sustain_talk')) cues.sustain[turn]++
  return cues
})

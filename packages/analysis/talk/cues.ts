import { perDocument } from '../text/per-document.ts'

export interface TalkCues {
  change: Uint16Array
  sustain: Uint16Array
}

/** Cues for and against change in each turn. */
export const countTalkCues = perDocument((document): TalkCues => ({
  change: document.countHits('change_talk'),
  sustain: document.countHits('sustain_talk'),
}))

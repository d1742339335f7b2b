import type { Document } from '../text/document.ts'

export interface TalkCues {
  change: Uint16Array
  sustain: Uint16Array
}

let known: { document: Document | null; cues: TalkCues | null } = { document: null, cues: null }

/** Cues for and against change in each turn; those of the document that is read are kept. */
export function countTalkCues(document: Document): TalkCues {
  if (known.document !== document || !known.cues) {
    const cues = { change: new Uint16Array(document.turns.length), sustain: new Uint16Array(document.turns.length) }
    for (const { turn } of document.hits('change_talk')) cues.change[turn]++
    for (const { turn } of document.hits('sustain_talk')) cues.sustain[turn]++
    known = { document, cues }
  }
  return known.cues!
}

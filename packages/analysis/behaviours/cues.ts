import { perDocument } from '../text/per-document.ts'

/** What the rules look for in a helper's turn. */
export const CUES = ['asksOpen', 'requests', 'reflects', 'informs', 'affirms', 'means'] as const
export type Cue = (typeof CUES)[number]

/** Cues of each turn, as counts. */
export type Cues = Readonly<Record<Cue, Uint16Array>>

/** The cues of a document. */
export const countCues = perDocument((document): Cues => ({
  asksOpen: document.countHits('asks', 'open'),
  requests: document.countHits('asks', 'request'),
  reflects: document.countHits('reflects'),
  informs: document.countHits('informs'),
  affirms: document.countHits('affirms'),
  means: document.countHits('means'),
}))

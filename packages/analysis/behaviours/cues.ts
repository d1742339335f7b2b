import type { ListName } from '../lexicons.ts'
import { perDocument } from '../text/per-document.ts'

/** What the rules look for in a helper's turn. */
export const CUES = ['asksOpen', 'requests', 'reflects', 'informs', 'affirms', 'means'] as const
export type Cue = (typeof CUES)[number]

/** Cues of each turn, as counts. */
export type Cues = Readonly<Record<Cue, Uint16Array>>

/** The cues of a document. */
export const countCues = perDocument((document): Cues => {
  const count = (list: ListName, value?: string) => {
    const counts = new Uint16Array(document.texts.length)
    for (const hit of document.hits(list)) if (value === undefined || hit.value === value) counts[hit.turn]++
    return counts
  }
  return {
    asksOpen: count('asks', 'open'),
    requests: count('asks', 'request'),
    reflects: count('reflects'),
    informs: count('informs'),
    affirms: count('affirms'),
    means: count('means'),
  }
})

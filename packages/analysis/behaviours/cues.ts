import type { ListName } from '../lexicons.ts'
import type { Document } from '../text/document.ts'

/** What the rules look for in a helper's turn. */
export const CUES = ['asksOpen', 'requests', 'reflects', 'informs', 'affirms', 'means'] as const
export type Cue = (typeof CUES)[number]

/** Cues of each turn, as counts. */
export type Cues = Readonly<Record<Cue, Uint16Array>>

let known: { document: Document | null; cues: Cues | null } = { document: null, cues: null }

/** The cues of a document; those of the document that is read are kept. */
export function countCues(document: Document): Cues {
  if (known.document !== document || !known.cues) known = { document, cues: read(document) }
  return known.cues!
}

function read(document: Document): Cues {
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
}

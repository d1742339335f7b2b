import type { ListName } from '../lexicons.ts'
import type { Document } from '../text/document.ts'

/** Cues of each turn, as counts. */
export interface Cues {
  asksOpen: Uint16Array
  requests: Uint16Array
  reflects: Uint16Array
  informs: Uint16Array
  affirms: Uint16Array
  means: Uint16Array
}

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

import type { Document } from '../text/document.ts'
import { endWithoutPossessive, nameRunEnd } from './capitals.ts'
import type { Claims } from './claims.ts'
import { isWide } from './organisations.ts'

const TOWN_ENDING =
  /(?:ville|town|burg|burgh|bury|borough|mouth|port|shire|stad|fort|haven|chester|ford|furt|field|berg|ton|side|view|land)$/i

/** Towns and other places below a state, by the words before them and their capital letter; what only follows "in" is a hint. */
export function findPlaces(document: Document, claims: Claims): void {
  for (const { turn, to, value } of document.hits('place_cue'))
    claimPlace(document, claims, turn, to, value === 'strong')
}

function claimPlace(document: Document, claims: Claims, turn: number, cue: number, isStrong: boolean): void {
  const last = document.turnStart[turn + 1]
  if (cue >= last) return
  const from = document.word(turn, cue) === 'the' ? cue + 1 : cue
  const isPrefixed =
    from + 1 < last && document.isCapital(from) && claims.isFree(from) && document.is('place_prefix', from)
  const end = nameRunEnd(document, claims, turn, isPrefixed ? from + 1 : from, 3)
  if (end === from || (isPrefixed && end === from + 1)) return
  const first = document.word(turn, from)
  if (end - from === 1 && isWide(document, from)) return
  if (isWide(document, from) && isWide(document, end - 1)) return
  if (document.is('place_prefix', from) && end - from === 2 && isWide(document, from + 1)) return
  if (document.raw(turn, from) === first.toUpperCase() && end - from === 1) return
  const isTown = TOWN_ENDING.test(document.raw(turn, end - 1)) || (document.is('place_prefix', from) && end - from > 1)
  if (!isStrong && !isTown && (document.is('given_name', from) || document.is('method_name', from))) return
  if (!isStrong && !isTown) return claims.hint(from, end)
  const confidence = isStrong ? (isTown ? 0.9 : 0.8) : 0.75
  claims.addSpan(
    'location',
    turn,
    from,
    end,
    document.tokens.start[from],
    endWithoutPossessive(document, turn, end - 1),
    confidence,
    'place after words for it',
  )
}

// Names that nobody bears, for names that no list has: made of syllables, with the ending of the name that they replace,
// since that shows where a name comes from (Kowalczyk, Petrosyan) and often of which gender it is (Shaniqua).

const ONSETS = 'B Br C Cl D Dr F G Gr H J K L M N P Pr R S St T Tr V W'.split(' ')
const VOWELS = 'a e i o'.split(' ')
const MIDDLES = 'b ch d l ld lk ll lm m mb n nd nn nt r rd rl rn rr s sk st t v'.split(' ')
const NEUTRAL = 'an ard ell en er ett ey in is on or wood ley'.split(' ')
const TELLING =
  /(?:owski|ewski|inski|[sc]ki|[sc]ka|wicz|czyk|iak|enko|chuk|shvili|adze|opoulos|akis|idis|oglu|escu|eanu|sson|ssen|sen|strom|qvist|berg|stein|mann|bauer|baum|ova|eva|ov|ev|yan|ian|nen|ez|es|ini|etti|ucci|elli|ello|eau|oux|ette|elle|ina|ia|ie|ique|isha|iqua|esha|a|o|i|y)$/u

/** A name in lower case that depends on `random` alone, beside the ending of `like`. */
export function coinName(like: string, random: (below: number) => number): string {
  const pick = (list: readonly string[]): string => list[random(list.length)]
  const ending = TELLING.exec(like)?.[0] ?? pick(NEUTRAL)
  const stem = `${pick(ONSETS)}${pick(VOWELS)}${pick(MIDDLES)}`.toLowerCase()
  return /^[aeiouy]/.test(ending) ? stem + ending : `${stem}${pick(VOWELS)}${ending}`
}

const HEADS =
  'Alder Amber Arn Ash Birch Briar Corwen Dorren Elder Elm Fallow Fern Gale Glen Harven Hazel Hollin Kestrel Linden Lorn Marl Mil Oster Pell Quel Rowan Sallow Tarn Thorn Vel Wick Wyn'.split(
    ' ',
  )
const TAILS =
  'brannen brook combe dale feld gate holt mere moor ness ovale reach ridge stead tal thwaite vale wyck'.split(' ')
const TOWN = new RegExp(`^(?:${HEADS.join('|')})(?:${TAILS.join('|')})$`)

/** A town that is on no map that we know of. */
export const coinTown = (random: (below: number) => number): string =>
  HEADS[random(HEADS.length)] + TAILS[random(TAILS.length)]

export const isCoinedTown = (text: string): boolean => TOWN.test(text)

const STREETS =
  'Acorn Alder Aspen Bayberry Beacon Bellflower Bramble Cedar Chestnut Clover Cypress Dogwood Fernwood Foxglove Garnet Hawthorn Heather Hickory Ivy Juniper Larch Laurel Magnolia Maple Meadow Mulberry Myrtle Orchard Poplar Primrose Spruce Sycamore Tamarack Thistle Walnut Willow'.split(
    ' ',
  )
export const coinStreet = (random: (below: number) => number): string => STREETS[random(STREETS.length)]

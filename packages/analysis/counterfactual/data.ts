import type { PhraseList } from '../text/phrases.ts'

/** Words of men and women that stand for each other, in both directions where the second does not say otherwise. */
const GENDERED =
  "man woman; men women; boy girl; boys girls; male female; males females; father mother; fathers mothers; dad mom; dads moms; daddy mommy; husband wife; husbands wives; son daughter; sons daughters; brother sister; brothers sisters; he she; himself herself; boyfriend girlfriend; boyfriends girlfriends; uncle aunt; nephew niece; grandfather grandmother; grandpa grandma; grandson granddaughter; gentleman lady; gentlemen ladies; guy gal; guys gals; stepfather stepmother; stepdad stepmom; widower widow; masculine feminine; mr mrs; sir madam; he's she's; he'll she'll; he'd she'd; groom bride; bachelor spinster; mister missus"

/** Words for groups that stand for each other where a group is meant. */
const GROUPED =
  'black|white; blacks|whites; african american|european american; african americans|european americans; african-american|european-american; asian|white european; latino|caucasian; latina|caucasian woman; muslim|christian; muslims|christians; jewish|catholic; jew|catholic; jews|catholics; hindu|buddhist; hindus|buddhists; sikh|lutheran; atheist|believing; gay|straight; lesbian|heterosexual; homosexual|heterosexual; homosexuals|heterosexuals; bisexual|straight; transgender|cisgender; trans|cis; young|old; younger|older; elderly|young; teenager|pensioner; teenagers|pensioners; mexican|american; mexicans|americans; chinese|german; nigerian|canadian; indian|british; indians|canadians; pakistani|australian; russian|norwegian; polish|dutch; turkish|swiss; vietnamese|danish; immigrant|citizen; immigrants|citizens; refugee|resident; refugees|residents; foreign|local; foreigner|local; foreigners|locals; poor|rich; working-class|upper-class; working class|upper class; low-income|high-income; unemployed|employed; homeless|housed; disabled|nondisabled; deaf|hearing; blind|sighted; autistic|neurotypical; fat|thin; overweight|slim; obese|slender; short|tall; ugly|handsome; democrat|republican; democrats|republicans; liberal|conservative; liberals|conservatives'

const pairsOf = (text: string, between: string | RegExp): [string, string][] =>
  text.split('; ').map((pair) => pair.split(between) as [string, string])

const bothWays = (pairs: [string, string][]): Map<string, string> => {
  const swaps = new Map<string, string>()
  for (const [a, b] of pairs) {
    if (!swaps.has(a)) swaps.set(a, b)
    if (!swaps.has(b)) swaps.set(b, a)
  }
  return swaps
}

/** What stands instead of each word for a group. */
export const GROUP_SWAPS: ReadonlyMap<string, string> = bothWays(pairsOf(GROUPED, '|'))

export const counterfactualLists = {
  /** By what stands instead. */
  gendered: Object.fromEntries([
    ...[...bothWays(pairsOf(GENDERED, ' '))].map(([word, other]) => [other, [word]]),
    // One word for two: which one is meant, its neighbours tell.
    ['his or him', ['her']],
    ['her', ['his', 'him']],
    ['his', ['hers']],
  ]),
} satisfies Record<string, PhraseList>

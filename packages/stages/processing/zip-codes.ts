/**
 * First three digits of ZIP codes in which 20,000 people or fewer live, which Safe Harbor has written as `000`: those
 * that the guidance of the Department of Health and Human Services names after the census of 2000, and those that came
 * with the census of 2010.
 */
const SMALL = new Set('036 059 063 102 203 205 369 556 692 753 772 790 821 823 830 831 878 879 884 890 893'.split(' '))

const ZIP = /^(\d{3})\d{2}(?:[-\s]\d{4})?$/
const CUT = /^\d{3}\*\*$/

/** The part of a ZIP code that may be told, as `941**`; `null` where the text is none. */
export function zip3(text: string): string | null {
  if (CUT.test(text)) return text
  const digits = ZIP.exec(text.trim())?.[1]
  return digits === undefined ? null : `${SMALL.has(digits) ? '000' : digits}**`
}

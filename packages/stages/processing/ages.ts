// Ages as people say them of somebody: "I am 34", "a 34-year-old", "she turned 8". Numbers of anything else are left.

const DIGIT = /\d/
// Each begins with the number and looks back from there, since numbers are few.
const YEARS =
  /\b(\d{1,3})(?=[ -]{1,2}(?:years?|yrs?)[ -]{1,2}old\b| ?y\/?o\b| years of age\b)(?<!(?:\d to |over )\d{1,3})/giu
const CUED =
  /(\d{1,3})(?=\s*(?:$|[.,;!?)]|and\b|now\b|when\b|at the time\b|but\b|so\b|years? old\b))(?<=\b(?:aged?|turn(?:s|ed|ing)?|at the age of|i(?:['’]m| am| was)|(?:s?he|they)(?:['’]s|['’]re| is| are| was| were))(?: (?:only|just|about|almost|nearly|over|already|now|like|around))? \d{1,3})/giu

/** The oldest age that Safe Harbor lets be told. */
export const OLDEST_TOLD = 89
const OLDEST = 122

export interface Age {
  /** Of the number, in UTF-16 units. */
  start: number
  end: number
  years: number
}

/** Ages in a text, in order; only those from `least` years on, as "two years old" is said of things. */
export function findAges(text: string, least = 3): Age[] {
  if (!DIGIT.test(text)) return []
  const ages = new Map<number, Age>()
  for (const pattern of [YEARS, CUED])
    for (const match of text.matchAll(pattern)) {
      const [whole, number] = match as unknown as [string, string]
      const years = Number(number)
      if (years < least || years > OLDEST) continue
      const start = match.index + whole.length - number.length
      ages.set(start, { start, end: start + number.length, years })
    }
  return [...ages.values()].toSorted((a, b) => a.start - b.start)
}

/** `30 to 34`; `over 89` for all who are older. */
export function ageBand(years: number, width: number): string {
  if (years > OLDEST_TOLD) return `over ${OLDEST_TOLD}`
  const from = Math.floor(years / width) * width
  return `${from} to ${Math.min(from + width - 1, OLDEST_TOLD)}`
}

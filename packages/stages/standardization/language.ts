import type { Turn } from '@techdeck/contracts'

const ENGLISH = new Set(
  'the a an and but or so to of in on at for with from about i you he she it we they me him her my your is are was were am be been have has had do does did not no yes yeah what when how why this that there if just like know think feel really'.split(
    ' ',
  ),
)
const SAMPLE = 1000
const MIN_WORDS = 8

/** `en` when common English words make up enough of the beginning, else `und`; also `und` when there is too little to tell. */
export function guessLanguage(turns: readonly Turn[]): 'en' | 'und' {
  let sample = ''
  for (const { text } of turns) {
    sample += ` ${text}`
    if (sample.length >= SAMPLE) break
  }
  const words =
    sample
      .slice(0, SAMPLE)
      .toLowerCase()
      .match(/[a-z'\u00c0-\uffff]+/g) ?? []
  if (words.length === 0) return 'und'
  const common = words.reduce((n, word) => n + (ENGLISH.has(word) ? 1 : 0), 0)
  return words.length >= MIN_WORDS ? (common / words.length >= 0.18 ? 'en' : 'und') : common >= 1 ? 'en' : 'und'
}

/** What a substitute needs to read well after the words before it: how far it reaches back, and what stands there then. */
export interface Fitted {
  /** UTF-16 units before the value that are rewritten with it. */
  back: number
  text: string
}

const ARTICLE = /(^|[^\p{L}'’])(a|an)( )$/iu
const ON = /(^|[^\p{L}'’])(on)( (?:the )?)$/iu
const PERIOD =
  /^(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?|(?:19|20)\d\d)$/u
/** Said with a vowel first: eight, eighteen, eleven, and most words that begin with one. */
const VOWEL = /^(?:[aeioAEIO]|[uU](?![ns]i)|8|1[18](?!\d))/u

/** "on March 5" → "in March", "a 94-year-old" → "an over-89-year-old", "an Ohioan" → "a …". */
export function fit(before: string, substitute: string): Fitted {
  const on = PERIOD.test(substitute) ? ON.exec(before) : null
  if (on) {
    const [, , word, rest] = on as unknown as string[]
    return { back: word.length + rest.length, text: `${word[0] === 'O' ? 'In' : 'in'} ${substitute}` }
  }
  const article = /^[\p{L}\p{N}]/u.test(substitute) ? ARTICLE.exec(before) : null
  if (article) {
    const [, , word] = article as unknown as string[]
    const right = VOWEL.test(substitute) ? 'an' : 'a'
    if (word.toLowerCase() !== right)
      return { back: word.length + 1, text: `${word[0] === 'A' ? `A${right.slice(1)}` : right} ${substitute}` }
  }
  return { back: 0, text: substitute }
}

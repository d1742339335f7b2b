/**
 * Writes out the alternatives of a phrase: `{want|wanna} {to|} die` gives four phrases. Groups do not nest; white space
 * is collapsed.
 */
export function expand(pattern: string): string[] {
  const open = pattern.indexOf('{')
  if (open < 0) return [pattern.replace(/\s+/g, ' ').trim()]
  const close = pattern.indexOf('}', open)
  const before = pattern.slice(0, open)
  const after = pattern.slice(close + 1)
  return pattern
    .slice(open + 1, close)
    .split('|')
    .flatMap((choice) => expand(`${before}${choice}${after}`))
}

/** Phrases by the value that a hit of them reports. Each phrase may hold `{a|b}` alternatives. */
export type PhraseList = { readonly [value: string]: readonly string[] }

/** A list whose hits all report the same value. */
export const phrases = (...patterns: string[]): PhraseList => ({ '': patterns })

/** Phrases by the value that a hit of them reports. Each phrase may hold `{a|b}` alternatives. */
export type PhraseList = { readonly [value: string]: readonly string[] }

/** A list whose hits all report the same value. */
export const phrases = (...patterns: string[]): PhraseList => ({ '': patterns })

/** A list of single words, written as one string with spaces between. */
export const words = (text: string): PhraseList => ({ '': text.trim().split(/\s+/) })

/**
 * Takes a phrase apart into its places, each with the alternatives that may stand there: `{want|wanna} {to|} die` has
 * three. Groups do not nest and stand for whole words; an empty alternative leaves its place out.
 */
export function placesOf(pattern: string): string[][] {
  return pattern
    .split(/[{}]/)
    .map((part, at) => (at % 2 === 1 ? part.split('|') : [part]))
    .map((choices) => choices.map((choice) => choice.trim()))
    .filter((choices) => choices.some((choice) => choice !== ''))
}

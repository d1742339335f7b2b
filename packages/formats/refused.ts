import { UnprocessableFileError, type UnpackLimit, type UnpackLimits, variableOf } from '@techdeck/core'

/** What a refusal says, and what the file's owner can do. */
export type Words = readonly [what: string, todo: string]

/** The limit that was passed. */
export interface Passed {
  option: string
  limit: number
}

export const passed = (name: UnpackLimit, { [name]: limit }: UnpackLimits): Passed => ({
  option: variableOf(name),
  limit,
})

/** A file that cannot be read, or not within the limit that was passed: says so by a code and in words, quotes nothing. */
export const refused = (reason: string, [what, todo]: Words, limit?: Passed): UnprocessableFileError =>
  new UnprocessableFileError(what, {
    details: { reason, ...limit },
    userMessage: `${what} ${todo}${limit ? ` ${limitSentence(limit)}` : ''}`,
  })

/** For who may set it. */
export const limitSentence = ({ option, limit }: Passed): string =>
  `The limit is ${limit}; whoever runs TechDeck can raise it by ${option}.`

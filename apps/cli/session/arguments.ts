import { InvalidArgumentError } from 'commander'

/** Which local stack is meant, for every command that talks to an API. */
export const homeOption = ['--home <dir>', 'folder of the local stack and of credentials (TECHDECK_HOME)'] as const

/** Whom exports are sealed for. */
export const recipientOption = [
  '--recipient <age1…>',
  'seal each file for this public key of age (X25519); may be repeated',
  (recipient: string, before?: string[]) => [...(before ?? []), recipient],
] as const

/** What the owner says of data, beside the files. */
export const termsOptions = [
  ['--licence <licence>', 'under what licence the data stand, such as CC-BY-4.0; goes into every export'],
  ['--consent <text>', 'by what the people in them agreed; goes into every export'],
] as const

/** How an id is written. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Takes a whole number from `least` (1 when absent) to `most`. */
export const parseUpTo =
  (most: number, least = 1) =>
  (text: string): number => {
    const count = Number(text)
    if (/^\d+$/.test(text) && count >= least && count <= most) return count
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }

/** How many days something stays. */
export const parseDays = parseUpTo(36_500)

/** How many items to list. */
export const parseLimit = parseUpTo(1_000_000)

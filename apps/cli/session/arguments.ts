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

/** How many days something stays. */
export function parseDays(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= 36_500) return days
  throw new InvalidArgumentError('It is no whole number of days from 1 to 36500.')
}

/** How many items to list. */
export function parseLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0 && limit <= 1_000_000) return limit
  throw new InvalidArgumentError('It must be a whole number from 1 to 1,000,000.')
}

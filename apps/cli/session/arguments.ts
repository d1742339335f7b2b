import { InvalidArgumentError } from 'commander'

/** How many items to list. */
export function parseLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0 && limit <= 1_000_000) return limit
  throw new InvalidArgumentError('It must be a whole number from 1 to 1,000,000.')
}

import { hash } from 'node:crypto'
import { CATEGORIES } from './contract.ts'

const NAMES = CATEGORIES.map((category) => category.toUpperCase()).join('|')

/** What processing writes in place of an identifier (labels, and ZIP codes cut to three digits); found again, it is left as it is. */
export const OWN = new RegExp(`\\[(?:REDACTED|(?:${NAMES})(?:-[a-p]{10})?)\\]|(?<!\\d)\\d{3}\\*\\*`, 'g')

const WHOLLY_OWN = new RegExp(`^(?:${OWN.source})$`)

/** Whether a value is nothing but what processing writes in place of an identifier. */
export const isPlaceholder = (value: string): boolean => WHOLLY_OWN.test(value)

export const REDACTED = '[REDACTED]'
export const categoryLabel = (category: string): string => `[${category.toUpperCase()}]`

/** `[NAME-kcbapfjdmo]`: letters alone, so that no detector takes it for a number. `pseudonym` is hex. */
export function hashLabel(category: string, pseudonym: string): string {
  const letters = Array.from(pseudonym.slice(0, 10), (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))
  return `[${category.toUpperCase()}-${letters.join('')}]`
}

/** The value's letters and digits as stars. */
export const mask = (value: string): string => value.replace(/[\p{L}\p{N}]/gu, '*')

/** A whole number in [0, `below`) that depends on a pseudonym alone. */
export const pick = (pseudonym: string, below: number): number =>
  Number.parseInt(hash('sha256', pseudonym).slice(0, 12), 16) % below

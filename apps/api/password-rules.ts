import { PASSWORD_LENGTH } from '@techdeck/contracts'

/** Whose password it is to be. */
export interface Chooser {
  email: string
  /** A password that is not alone may be shorter. */
  hasSecondFactor: boolean
}

const PRODUCT = 'techdeck'
/** Shorter names are in many words. */
const SHORTEST_NAME = 4
/** Fewer different characters are no password, however long. */
const FEWEST_CHARACTERS = 5

/**
 * What is wrong with a password that somebody chose, by NIST 800-63B: it is long enough, none of those that everybody
 * tries, and not made of what is known about its owner. Nothing is asked of its composition. `null` when it may be taken.
 */
export async function problemOf(password: string, { email, hasSecondFactor }: Chooser): Promise<string | null> {
  const least = hasSecondFactor ? PASSWORD_LENGTH.withSecondFactor : PASSWORD_LENGTH.alone
  const text = plain(password).toLowerCase()
  if (lengthOf(password) < least) return `too small: at least ${least} characters${hasSecondFactor ? '' : SHORTER}`
  if (text === email.trim().toLowerCase()) return 'must not be the e-mail address'
  if (text.includes(PRODUCT)) return 'must not have the name of the product in it'
  if (namesIn(email).some((name) => text.includes(name))) return 'must not have your name or address in it'
  if (new Set(text).size < FEWEST_CHARACTERS) return 'too few different characters'
  return (await isCommon(text)) ? 'is one that everybody tries; choose another' : null
}

/** How many characters count of it: not how a keyboard composed them, nor spaces around. */
export const lengthOf = (password: string): number => Array.from(plain(password)).length

const plain = (password: string): string => password.normalize('NFKC').trim()

const SHORTER = ', or 8 with a second factor'

/** The parts of an address that somebody may go by. What all addresses have is not looked at. */
function namesIn(email: string): string[] {
  const [local = '', domain = ''] = email.toLowerCase().split('@')
  const labels = [local, ...local.split(/[^\p{L}\p{N}]+/u), ...domain.split('.').slice(0, -1)]
  return labels.filter((label) => label.length >= SHORTEST_NAME)
}

/** Whether it is on the list, or one of the list written several times in a row, or counts up or down. */
async function isCommon(text: string): Promise<boolean> {
  const unit = /^(.+?)\1+$/su.exec(text)?.[1] ?? text
  const list = await commonPasswords()
  return list.has(text) || list.has(unit) || isSequence(text)
}

const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiopasdfghjklzxcvbnm']

const isSequence = (text: string): boolean =>
  ROWS.some((row) => [row, Array.from(row).toReversed().join('')].some((each) => `${each}${each}`.includes(text)))

let common: Promise<ReadonlySet<string>> | undefined

/** 49,000 passwords of known leaks. Loaded when the first password is chosen, since most processes see none. */
const commonPasswords = (): Promise<ReadonlySet<string>> =>
  (common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common'])))

import { ValidationError } from '@techdeck/core'
import type { Passwords } from '../../passwords.ts'

/**
 * Hashes a password that somebody chose. Its length was asked by the contract.
 *
 * @throws {@link ValidationError} when it is the e-mail address
 */
export async function hashChosen(passwords: Passwords, password: string, email: string): Promise<string> {
  if (password.trim().toLowerCase() === email.trim().toLowerCase())
    throw new ValidationError('The password is the e-mail address.', {
      details: [{ path: 'password', problem: 'must not be the e-mail address' }],
    })
  return passwords.hash(password)
}

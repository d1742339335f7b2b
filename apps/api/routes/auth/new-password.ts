import { ValidationError } from '@techdeck/core'
import { problemOf, type Chooser } from '../../password-rules.ts'
import type { Passwords } from '../../passwords.ts'

/** Hashes a password that somebody chose. @throws {@link ValidationError} that says which rule it breaks */
export async function hashChosen(
  passwords: Passwords,
  password: string,
  chooser: Chooser,
  path = 'password',
): Promise<string> {
  const problem = await problemOf(password, chooser)
  if (problem !== null)
    throw new ValidationError(`The password cannot be taken: ${problem}.`, {
      details: [{ path, problem }],
      userMessage: `This password cannot be taken: ${problem}.`,
    })
  return passwords.hash(password)
}

import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ConflictError, NotFoundError, ValidationError } from '@techdeck/core'
import { createDurably, textOf, writeDurably } from '../audit/durable-file.ts'
import type { CliContext } from '../command.ts'
import { codeOf } from '../local/error-code.ts'
import { askSecret } from '../session/ask.ts'

const SHORTEST = 12

/** Writes a copy of the key ring file, sealed by a passphrase (age), to a place that is neither the data's nor the keys'. */
export async function saveRing(keyFile: string, to: string, context: CliContext): Promise<void> {
  const ring = await textOf(keyFile)
  if (ring === null)
    throw new NotFoundError(
      'There is no key ring file to copy: keys in the environment or with a service are kept there.',
    )
  const passphrase = await askSecret(asking(context), 'Passphrase for the copy of the key ring: ')
  if (passphrase.length < SHORTEST)
    throw new ValidationError(`A passphrase that guards all keys has at least ${SHORTEST} characters.`)
  const { armor, Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  await writeDurably(to, armor.encode(await encrypter.encrypt(ring)))
  context.out.note(`The key ring lies sealed in ${to}.`)
}

/** Puts the key ring of such a copy into its place, where there is none. */
export async function bringRing(from: string, keyFile: string, context: CliContext): Promise<void> {
  const sealed = await readFile(from, 'utf8').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new NotFoundError('There is no such copy of a key ring.')
  })
  const passphrase = await askSecret(asking(context), 'Passphrase of the copy of the key ring: ')
  const { armor, Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  let ring: string
  try {
    ring = await decrypter.decrypt(armor.decode(sealed), 'text')
  } catch {
    throw new ValidationError('The copy of the key ring does not open: another passphrase, or it was changed.')
  }
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 })
  if (!(await createDurably(keyFile, ring)) && (await textOf(keyFile)) !== ring)
    throw new ConflictError(`There is another key ring already: ${keyFile}`)
}

function asking({ out, signal, stdin }: CliContext) {
  if (!stdin) throw new ValidationError('The passphrase has to come from the terminal or standard input.')
  return { out, signal, stdin }
}

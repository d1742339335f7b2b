import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ValidationError } from '@techdeck/core'

/** What sealed files end in. */
export const SEALED = '.age'

/** Seals a stream of bytes, in memory that does not grow with them. */
export type Seal = (bytes: AsyncIterable<Uint8Array>) => Promise<AsyncIterable<Uint8Array>>

/**
 * Seals for recipients of age (X25519, `age1…`): whoever has the identity opens it, nobody else, and we neither.
 *
 * @throws {@link ValidationError} that names the first recipient that is none
 */
export async function sealFor(recipients: readonly string[]): Promise<Seal> {
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  for (const [at, recipient] of recipients.entries()) {
    try {
      encrypter.addRecipient(recipient)
    } catch {
      throw new ValidationError(`Recipient ${at + 1} is not one of age: it has to begin with age1.`, {
        details: [{ path: 'recipient', problem: 'invalid' }],
      })
    }
  }
  return async (bytes) => {
    const plain = Readable.toWeb(Readable.from(bytes, { objectMode: false })) as unknown as globalThis.ReadableStream
    return Readable.fromWeb(await encrypter.encrypt(plain))
  }
}

/** Writes one sealed file whole or not at all; what it seals never lies on the disk in the clear. */
export async function writeSealed(
  path: string,
  seal: Seal,
  bytes: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<string> {
  const sealed = `${path}${SEALED}`
  const part = `${sealed}.part`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    await pipeline(await seal(bytes), createWriteStream(part, { mode: 0o600, flush: true }), { signal })
    await rename(part, sealed)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  return sealed
}

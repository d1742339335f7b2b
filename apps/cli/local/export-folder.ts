import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DecryptionError, ValidationError } from '@techdeck/core'
import { codeOf } from './error-code.ts'

/** A file of an export as it is announced. */
export interface AnnouncedFile {
  name: string
  sha256: string
}

/**
 * Makes a folder for exports.
 *
 * @throws {@link ValidationError} when it holds anything and `force` is not given, or is no folder.
 */
export async function claimFolder(folder: string, force = false): Promise<void> {
  let entries: string[]
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    entries = await readdir(folder)
  } catch (error) {
    const code = codeOf(error)
    throw new ValidationError(`${folder} cannot be used as a folder (${code}).`, {
      details: [{ path: folder, problem: code }],
    })
  }
  if (entries.length > 0 && !force)
    throw new ValidationError(`${folder} is not empty. Name another folder, or add --force to replace files in it.`, {
      details: [{ path: folder, problem: 'not empty' }],
    })
}

/** The path of an export in a folder. @throws {@link ValidationError} for a name that would lead out of it. */
export function pathIn(folder: string, name: string): string {
  const parts = name.split('/')
  if (parts.length <= 4 && parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}$/.test(part)))
    return join(folder, ...parts)
  throw new ValidationError('The name of an exported file is not one that can be written here.', {
    details: [{ path: 'name', problem: 'not allowed' }],
  })
}

/**
 * Writes one file whole or not at all: under a temporary name, then renamed. Its owner alone may read it.
 *
 * @throws {@link DecryptionError} when the bytes are not those that were announced.
 */
export async function writeExport(
  folder: string,
  file: AnnouncedFile,
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<string> {
  const path = pathIn(folder, file.name)
  const part = `${path}.part`
  const hash = createHash('sha256')
  async function* hashed() {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await pipeline(hashed(), createWriteStream(part, { mode: 0o600, flush: true }), { signal })
    assertAnnounced(file, hash.digest('hex'))
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  return path
}

/** @throws {@link DecryptionError} when a hash is not the announced one. */
export function assertAnnounced({ name, sha256 }: AnnouncedFile, found: string): void {
  if (found === sha256) return
  throw new DecryptionError(`The content of ${name} is not what was announced.`, {
    details: { expected: sha256, found },
    userMessage: `The content of ${name} is not what was announced. Please fetch it again.`,
  })
}

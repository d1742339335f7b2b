import { open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { NotFoundError, ValidationError, unlessGone } from '@techdeck/core'
import { checkKey, SUFFIX } from '../artifact-key.ts'
import { isS3 } from '../s3/s3-place.ts'
import { durableWriter } from './durable-file.ts'
import { io } from './fs-errors.ts'
import { artifactsBelow, type StoredArtifact } from './walk.ts'

/** Bytes read at once. */
const CHUNK_BYTES = 1024 ** 2

/** The artifacts of a folder store as they lie there, for who copies them: nothing is opened, and no key is needed. */
export interface SealedFiles {
  /** All of them, in no order. */
  list(): AsyncIterable<StoredArtifact>
  /** The sealed bytes; each piece is the caller's until the next one is asked for. @throws NotFoundError */
  read(key: string): AsyncIterable<Uint8Array>
  /** Puts sealed bytes in place, whole or not at all; the pieces become its own. */
  write(key: string, pieces: AsyncIterable<Uint8Array>): Promise<void>
}

/**
 * The files of the folder store with the same root.
 *
 * @throws ValidationError for a bucket: its service copies and versions it better than any client can
 */
export function createSealedFiles(root: string): SealedFiles {
  if (isS3(root))
    throw new ValidationError(
      'Artifacts in a bucket are backed up by its own service: switch versioning and replication on there, and back up records and keys with TECHDECK_ARTIFACTS set to an empty folder.',
    )
  const base = resolve(root)
  const writeWhole = durableWriter(base)
  const pathOf = (key: string) => {
    checkKey(key)
    return join(base, `${key}${SUFFIX}`)
  }
  return {
    list: () => artifactsBelow(base, ''),

    async *read(key) {
      const file = await io(key, unlessGone(open(pathOf(key))))
      if (!file) throw new NotFoundError('There is no such artifact.', { details: { key } })
      try {
        const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
        for (;;) {
          const { bytesRead } = await io(key, file.read(buffer, 0, CHUNK_BYTES))
          if (bytesRead === 0) return
          yield buffer.subarray(0, bytesRead)
        }
      } finally {
        await file.close()
      }
    },

    write: async (key, pieces) => writeWhole(pathOf(key), key, pieces),
  }
}

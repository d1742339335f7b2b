import { open, readdir, rm, rmdir, stat, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { NotFoundError, release, unlessGone } from '@techdeck/core'
import { openSealed, type PositionalReader } from '@techdeck/crypto/content'
import { checkKey, checkPrefix, SUFFIX } from '../artifact-key.ts'
import type { ArtifactReader, ArtifactStore } from '../artifact-store.ts'
import { sealArtifact } from '../sealed-artifact.ts'
import { durableWriter } from './durable-file.ts'
import { io } from './fs-errors.ts'
import { artifactsBelow, TEMPORARY } from './walk.ts'

/**
 * Artifacts as files below `root`, which is made when needed; several processes may share it.
 *
 * A writer works on a file of its own and moves it into place when all of it is on the disk, so readers see whole
 * artifacts only, and those that have one open keep reading it when it is replaced or removed.
 * Folders and files are their owner's alone.
 */
export function createFolderStore(root: string): ArtifactStore {
  const base = resolve(root)
  const writeWhole = durableWriter(base)
  const pathOf = (key: string) => {
    checkKey(key)
    return join(base, `${key}${SUFFIX}`)
  }

  return {
    async write(key, dataKey, chunks) {
      const path = pathOf(key)
      const { pieces, digest } = sealArtifact(key, dataKey, chunks)
      await writeWhole(path, key, pieces)
      return digest()
    },

    async open(key, dataKey): Promise<ArtifactReader> {
      const file = await io(key, unlessGone(open(pathOf(key))))
      if (!file) throw new NotFoundError('There is no such artifact.', { details: { key } })
      try {
        const content = await openSealed(await positionalReader(file, key), dataKey, key)
        return { size: content.size, read: (start, end) => content.read(start, end), close: () => file.close() }
      } catch (error) {
        await file.close()
        throw error
      }
    },

    async remove(key) {
      const path = pathOf(key)
      await io(key, unlessGone(unlink(path)))
      await removeEmptyFolders(dirname(path), base)
    },

    async *list(prefix) {
      const path = checkPrefix(prefix)
      yield* artifactsBelow(join(base, path), path)
    },

    async sweepTemporary(olderThanMs) {
      const folder = join(base, TEMPORARY)
      const before = Date.now() - olderThanMs
      let removed = 0
      for (const name of (await io('', unlessGone(readdir(folder)))) ?? []) {
        const file = await io('', unlessGone(stat(join(folder, name))))
        if (!file || file.mtimeMs > before) continue
        await io('', rm(join(folder, name), { force: true }))
        removed++
      }
      return removed
    },
  }
}

async function positionalReader(file: FileHandle, key: string): Promise<PositionalReader> {
  const { size } = await io(key, file.stat())
  return {
    size,
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(length)
      let filled = 0
      while (filled < length) {
        const { bytesRead } = await io(key, file.read(buffer, filled, length - filled, offset + filled))
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    },
    release,
  }
}

/** Removes folders from `folder` upwards while they are empty; that one cannot be removed is no failure. */
async function removeEmptyFolders(folder: string, base: string): Promise<void> {
  for (let path = folder; path.length > base.length; path = dirname(path)) {
    try {
      await rmdir(path)
    } catch {
      return
    }
  }
}

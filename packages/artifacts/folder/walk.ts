import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { unlessGone } from '@techdeck/core'
import { SUFFIX } from '../artifact-key.ts'
import { io } from './fs-errors.ts'

/** Folder of files being written. No key can have this character in it. */
export const TEMPORARY = '~temporary'

/** An artifact as the disk knows it. */
export interface StoredArtifact {
  key: string
  /** As it lies there, sealed. */
  sizeBytes: number
  modifiedAt: Date
}

/** All artifacts below a folder, whose path of keys is `path`, in no order. */
export async function* artifactsBelow(folder: string, path: string): AsyncGenerator<StoredArtifact> {
  for (const entry of (await io(path, unlessGone(readdir(folder, { withFileTypes: true })))) ?? []) {
    const at = path === '' ? entry.name : `${path}/${entry.name}`
    if (entry.isDirectory()) {
      if (at !== TEMPORARY) yield* artifactsBelow(join(folder, entry.name), at)
    } else if (entry.name.endsWith(SUFFIX)) {
      const file = await io(at, unlessGone(stat(join(folder, entry.name))))
      if (file) yield { key: at.slice(0, -SUFFIX.length), sizeBytes: file.size, modifiedAt: file.mtime }
    }
  }
}

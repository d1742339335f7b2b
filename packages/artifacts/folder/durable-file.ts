import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, release } from '@techdeck/core'
import { io } from './fs-errors.ts'
import { TEMPORARY } from './walk.ts'

/** Sealed bytes gathered for one write. */
const BATCH_BYTES = 512 * 1024
const FOLDER_ATTEMPTS = 5
const MAX_REMEMBERED_FOLDERS = 1000

/**
 * Gives the means to write the artifact `key` to a path below `root`, whole or not at all: under another name first, then
 * moved into its place. The pieces become its own; their errors pass through.
 */
export function durableWriter(
  root: string,
): (path: string, key: string, pieces: AsyncIterable<Uint8Array>) => Promise<void> {
  const moveDurably = durableMover(root)
  return async (path, key, pieces) => {
    const temporary = join(root, TEMPORARY, randomUUID())
    try {
      await writeDurably(temporary, key, pieces)
      await moveDurably(temporary, path, key)
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {})
      throw error
    }
  }
}

/** Creates a file for its owner alone, writes all pieces and brings them to the disk. */
async function writeDurably(path: string, key: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const { result: file } = await io(
    key,
    inFolder(dirname(path), () => open(path, 'wx', 0o600)),
  )
  try {
    let batch: Uint8Array[] = []
    let bytes = 0
    for await (const piece of pieces) {
      batch.push(piece)
      bytes += piece.length
      if (bytes < BATCH_BYTES) continue
      await io(key, writeAll(file, batch))
      for (const written of batch) release(written)
      batch = []
      bytes = 0
    }
    await io(key, writeAll(file, batch))
    for (const written of batch) release(written)
    await io(key, file.sync())
  } finally {
    await io(key, file.close())
  }
}

/**
 * Gives the means to move files to their places below `root` so that their names are on the disk when it returns,
 * with those of the folders on the way. It remembers for which folders that was done.
 */
function durableMover(root: string): (from: string, to: string, key: string) => Promise<void> {
  const remembered = new Set<string>()
  return async (from, to, key) => {
    const folder = dirname(to)
    const { made } = await io(
      key,
      inFolder(folder, () => rename(from, to)),
    )
    await io(key, syncFolder(folder))
    if (!made && remembered.has(folder)) return
    for (let above = folder; above.length >= root.length;) {
      above = dirname(above)
      await io(key, syncFolder(above))
    }
    if (remembered.size >= MAX_REMEMBERED_FOLDERS) remembered.clear()
    remembered.add(folder)
  }
}

/** Does something in a folder and makes that first where needed; it may vanish again when its last artifact is removed. */
async function inFolder<T>(folder: string, operation: () => Promise<T>): Promise<{ result: T; made: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const made = attempt > 1
    try {
      if (made) await mkdir(folder, { recursive: true, mode: 0o700 })
      return { result: await operation(), made }
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === FOLDER_ATTEMPTS) throw error
    }
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** One write may take a part only, as when the disk is nearly full. */
async function writeAll(file: FileHandle, pieces: Uint8Array[]): Promise<void> {
  let rest = pieces
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest)
    rest = withoutFirst(rest, bytesWritten)
  }
}

function withoutFirst(pieces: Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes
  return pieces.flatMap((piece) => {
    const dropped = Math.min(left, piece.length)
    left -= dropped
    return dropped === piece.length ? [] : [piece.subarray(dropped)]
  })
}

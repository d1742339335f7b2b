import { mkdir, open, rename, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, io } from './fs-errors.ts'

/** Sealed bytes gathered for one write. */
const BATCH_BYTES = 256 * 1024
const MOVE_ATTEMPTS = 5

/** Creates a file for its owner alone, writes all pieces and brings them to the disk. Errors of `pieces` pass through. */
export async function writeDurably(path: string, key: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  await io(key, mkdir(dirname(path), { recursive: true, mode: 0o700 }))
  const file = await io(key, open(path, 'wx', 0o600))
  try {
    let batch: Uint8Array[] = []
    let bytes = 0
    for await (const piece of pieces) {
      batch.push(piece)
      bytes += piece.length
      if (bytes < BATCH_BYTES) continue
      await io(key, writeAll(file, batch))
      batch = []
      bytes = 0
    }
    await io(key, writeAll(file, batch))
    await io(key, file.sync())
  } finally {
    await io(key, file.close())
  }
}

/** Moves a file to its place and brings the names on the way there, up to `root`, to the disk. */
export async function moveDurably(from: string, to: string, key: string, root: string): Promise<void> {
  await io(key, moveIntoFolder(from, to))
  const folders = []
  for (let folder = dirname(to); folder.length >= root.length; folder = dirname(folder)) folders.push(folder)
  await io(key, Promise.all(folders.map(syncFolder)))
}

/** The folder may vanish between its making and the move, when its last artifact is removed meanwhile. */
async function moveIntoFolder(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await mkdir(dirname(to), { recursive: true, mode: 0o700 })
      return await rename(from, to)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === MOVE_ATTEMPTS) throw error
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

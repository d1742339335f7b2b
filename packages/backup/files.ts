import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ResourceError, codeOf, unlessGone } from '@techdeck/core'

/** Where files are that are being written. */
const TEMPORARY = '~temporary'

/** Waits for one operation on files. @throws {@link ResourceError} */
export async function io<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation
  } catch (error) {
    const code = codeOf(error)
    const message =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'There is no space left for the backup.'
        : `The folder of the backup does not work (${code}).`
    throw new ResourceError(message, { details: { code }, cause: error })
  }
}

/**
 * A folder of files that are their owner's alone and never half there: each is written under another name, brought to the
 * disk and moved into its place. That the names are on the disk too is sure after {@link flush}.
 */
export class Files {
  readonly root: string
  readonly #touched = new Set<string>()

  constructor(root: string) {
    this.root = root
  }

  /** Writes all pieces, then asks for the name, by what was written. */
  async write(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, name: () => string): Promise<void> {
    const temporary = join(this.root, TEMPORARY, randomUUID())
    await io(mkdir(dirname(temporary), { recursive: true, mode: 0o700 }))
    try {
      const file = await io(open(temporary, 'wx', 0o600))
      try {
        for await (const piece of pieces) await io(file.writeFile(piece))
        await io(file.sync())
      } finally {
        await file.close()
      }
      const path = join(this.root, name())
      await io(mkdir(dirname(path), { recursive: true, mode: 0o700 }))
      await io(rename(temporary, path))
      this.#touched.add(dirname(path))
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {})
      throw error
    }
  }

  /** `undefined` where there is none; whoever gets it closes it. */
  open(name: string): Promise<FileHandle | undefined> {
    return io(unlessGone(open(join(this.root, name))))
  }

  /** All of a file; `undefined` where there is none. */
  async read(name: string): Promise<Buffer | undefined> {
    const file = await this.open(name)
    if (!file) return undefined
    try {
      return await io(file.readFile())
    } finally {
      await file.close()
    }
  }

  async size(name: string): Promise<number | undefined> {
    const file = await this.open(name)
    if (!file) return undefined
    try {
      return (await io(file.stat())).size
    } finally {
      await file.close()
    }
  }

  /** Names in a folder, sorted. */
  async names(folder: string): Promise<string[]> {
    return ((await io(unlessGone(readdir(join(this.root, folder))))) ?? []).toSorted()
  }

  async remove(name: string): Promise<void> {
    const path = join(this.root, name)
    await io(rm(path, { force: true }))
    this.#touched.add(dirname(path))
  }

  /** What was written and removed so far is so after a power cut, too. */
  async flush(): Promise<void> {
    const folders = new Set([...this.#touched].flatMap((folder) => [folder, dirname(folder)]))
    this.#touched.clear()
    for (const path of folders) {
      const folder = await io(unlessGone(open(path)))
      if (!folder) continue
      try {
        await io(folder.sync())
      } finally {
        await folder.close()
      }
    }
  }

  /** Removes what writers left behind that died. Nobody else may be writing. */
  sweep(): Promise<void> {
    return io(rm(join(this.root, TEMPORARY), { recursive: true, force: true }))
  }
}

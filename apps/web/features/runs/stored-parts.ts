const FOLDER = 'downloads'
/** What has come is kept in parts of this size, so that none is ever copied. */
const PART_BYTES = 16 * 1024 * 1024
/** For how long a download that broke off can be gone on with. */
const KEEP_MS = 24 * 3_600_000

/**
 * What has come of a file, in the browser's own storage of this origin: it is there after the page was left, and nobody
 * else's page can read it.
 */
export class StoredParts {
  readonly #folder: FileSystemDirectoryHandle
  readonly #name: string
  #parts: File[]

  private constructor(folder: FileSystemDirectoryHandle, name: string, parts: File[]) {
    this.#folder = folder
    this.#name = name
    this.#parts = parts
  }

  /** `null` where the browser has no such storage, or no room there for so much. */
  static async open(name: string, bytes: number): Promise<StoredParts | null> {
    const storage = (navigator as { storage?: StorageManager }).storage
    if (!storage?.getDirectory) return null
    try {
      const { quota = 0, usage = 0 } = await storage.estimate()
      const folder = await (await storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })
      if (!('createWritable' in FileSystemFileHandle.prototype)) return null
      const parts = await partsOf(folder, name)
      const held = new Blob(parts).size
      return quota - usage < bytes - held ? null : new StoredParts(folder, name, parts)
    } catch {
      return null
    }
  }

  get bytes(): number {
    return this.#parts.reduce((sum, { size }) => sum + size, 0)
  }

  /**
   * Takes what comes until its end. Where it breaks off, all that came until then is kept.
   *
   * @throws what the stream throws
   */
  async take(stream: ReadableStream<Uint8Array<ArrayBuffer>>, onBytes: (bytes: number) => void): Promise<void> {
    const reader = stream.getReader()
    let [before, isEnd] = [this.bytes, false]
    while (!isEnd) {
      const handle = await this.#folder.getFileHandle(partName(this.#name, this.#parts.length), { create: true })
      const file = await handle.createWritable()
      let size = 0
      try {
        while (size < PART_BYTES) {
          const { done, value } = await reader.read()
          isEnd = done
          if (done) break
          await file.write(value)
          size += value.length
          onBytes(before + size)
        }
      } finally {
        await file.close()
        before += size
        if (size > 0) this.#parts.push(await handle.getFile())
        else await this.#folder.removeEntry(handle.name)
      }
    }
  }

  /** The whole, read from where it is stored as it is needed. */
  get content(): Blob {
    return new Blob(this.#parts)
  }

  async remove(): Promise<void> {
    for (const index of this.#parts.keys()) await this.#folder.removeEntry(partName(this.#name, index))
    this.#parts = []
  }
}

/** Of all files, or of those that nobody went on with. */
export async function removeStored({ all }: { all: boolean }): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory()
    if (all) return await root.removeEntry(FOLDER, { recursive: true })
    const folder = await root.getDirectoryHandle(FOLDER)
    for await (const handle of folder.values())
      if (handle.kind === 'file' && (await handle.getFile()).lastModified < Date.now() - KEEP_MS)
        await folder.removeEntry(handle.name)
  } catch {
    // There is no such storage, or nothing in it.
  }
}

async function partsOf(folder: FileSystemDirectoryHandle, name: string): Promise<File[]> {
  const names = new Set<string>()
  for await (const key of folder.keys()) names.add(key)
  const parts: File[] = []
  for (let next = partName(name, 0); names.has(next); next = partName(name, parts.length))
    parts.push(await (await folder.getFileHandle(next)).getFile())
  return parts
}

const partName = (name: string, index: number): string => `${name}.${index}`

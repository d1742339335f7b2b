import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { DecryptionError, collectBytes } from '@techdeck/core'
import { openSealed, sealStream, type DataKey } from '@techdeck/crypto'
import { Files, io } from './files.ts'
import type { ArtifactFiles } from './ports.ts'

/** What a point says: which records and artifacts there were. */
export interface Point {
  form: 1
  id: string
  at: string
  kind: 'full' | 'incremental'
  collections: { [name: string]: { count: number; bytes: number; chunks: string[] } }
  artifacts: StoredCopy[]
}

/** An artifact in a backup. */
export interface StoredCopy {
  key: string
  /** Of the sealed bytes, by which it is found. */
  sha256: string
  sizeBytes: number
  modifiedAt: string
}

const SUFFIX = '.point'

/** Times in names of files. */
export const pointId = (at: Date): string => at.toISOString().replaceAll(':', '-')

/**
 * The folder of a backup's data: points, chunks of records and copies of artifacts, each in its place by its content.
 * Chunks and points are sealed under the backup's own key, named by a keyed hash; copies are sealed under the keys of
 * their data sets already. What a point names is never written anew, so whatever is added harms no earlier point.
 */
export class Vault {
  readonly #files: Files
  readonly #key: DataKey
  readonly #naming: Buffer

  constructor(folder: string, key: DataKey) {
    this.#files = new Files(folder)
    this.#key = key
    this.#naming = Buffer.from(hkdfSync('sha256', key.key, '', 'techdeck backup names', 32))
  }

  nameOf(bytes: Uint8Array): string {
    return createHmac('sha256', this.#naming).update(bytes).digest('hex')
  }

  hasChunk(name: string): Promise<boolean> {
    return this.#has(chunkPath(name))
  }

  async putChunk(name: string, bytes: Buffer): Promise<void> {
    await this.#put(chunkPath(name), bytes)
  }

  /** @throws DecryptionError when it is not there, or not what was put there */
  async chunk(name: string): Promise<Buffer> {
    const bytes = await this.#get(chunkPath(name))
    if (bytes && this.nameOf(bytes) === name) return bytes
    throw damaged(chunkPath(name))
  }

  /** Whether there is a copy of such a length; what is in it {@link copyBack} looks at. */
  async hasCopy({ sha256, sizeBytes }: Pick<StoredCopy, 'sha256' | 'sizeBytes'>): Promise<boolean> {
    return (await this.#files.size(copyPath(sha256))) === sizeBytes
  }

  /** Takes a copy of sealed bytes. */
  async putCopy(pieces: AsyncIterable<Uint8Array>): Promise<Pick<StoredCopy, 'sha256' | 'sizeBytes'>> {
    const seen = hashing(pieces)
    let sha256 = ''
    await this.#files.write(seen.pieces, () => copyPath((sha256 = seen.digest())))
    return { sha256, sizeBytes: seen.size() }
  }

  /** Gives a copy to where it came from. @throws DecryptionError when it is not what was put there; nothing is given then */
  async copyBack(copy: StoredCopy, artifacts: ArtifactFiles): Promise<void> {
    await artifacts.write(copy.key, checked(copy, this.#pieces(copyPath(copy.sha256))))
  }

  /** @throws DecryptionError when it is not what was put there */
  checkCopy(copy: StoredCopy): Promise<void> {
    return this.compare(copy, this.#pieces(copyPath(copy.sha256)))
  }

  /** @throws DecryptionError when bytes are not those of the copy */
  async compare(copy: StoredCopy, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const _ of checked(copy, pieces)) {
      // Looking is all.
    }
  }

  async *#pieces(name: string): AsyncGenerator<Uint8Array> {
    const file = await this.#files.open(name)
    if (!file) throw damaged(name)
    try {
      for (;;) {
        // Its own each time: whoever writes it gives the memory back.
        const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
        const { bytesRead } = await io(file.read(buffer, 0, CHUNK_BYTES))
        if (bytesRead === 0) return
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  }

  /** Oldest first. */
  async points(): Promise<string[]> {
    const names = await this.#files.names('points')
    return names.flatMap((name) => (name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : []))
  }

  /** The last thing that a backup writes: everything that it names is on the disk when it returns, and so is the point. */
  async putPoint(point: Point): Promise<void> {
    await this.#files.flush()
    await this.#put(pointPath(point.id), Buffer.from(JSON.stringify(point)))
    await this.#files.flush()
  }

  /** @throws DecryptionError when it was changed, is not there, or is another installation's */
  async point(id: string): Promise<Point> {
    const bytes = await this.#get(pointPath(id))
    if (!bytes) throw damaged(pointPath(id))
    return JSON.parse(bytes.toString()) as Point
  }

  /**
   * Removes all points but those that stay, then whatever none of these names. While one of them does not open, nothing is
   * removed, since nobody knows what it needs: those are given back.
   */
  async prune(stay: readonly string[]): Promise<string[]> {
    const named = new Set<string>()
    const unreadable: string[] = []
    for (const id of stay) {
      const point = await this.point(id).catch(unlessDamaged)
      if (!point) unreadable.push(id)
      for (const { chunks } of Object.values(point?.collections ?? {}))
        for (const name of chunks) named.add(chunkPath(name))
      for (const { sha256 } of point?.artifacts ?? []) named.add(copyPath(sha256))
    }
    if (unreadable.length > 0) return unreadable
    for (const id of await this.points()) if (!stay.includes(id)) await this.#files.remove(pointPath(id))
    await this.#files.flush()
    for (const kind of ['chunks', 'artifacts'])
      for (const folder of await this.#files.names(kind))
        for (const name of await this.#files.names(`${kind}/${folder}`))
          if (!named.has(`${kind}/${folder}/${name}`)) await this.#files.remove(`${kind}/${folder}/${name}`)
    return []
  }

  /** Removes what a backup left that was killed while it wrote. */
  sweep(): Promise<void> {
    return this.#files.sweep()
  }

  async #has(path: string): Promise<boolean> {
    return (await this.#files.size(path)) !== undefined
  }

  async #put(path: string, bytes: Buffer): Promise<void> {
    await this.#files.write(sealStream(this.#key, path, [zstdCompressSync(bytes)]), () => path)
  }

  async #get(path: string): Promise<Buffer | undefined> {
    const sealed = await this.#files.read(path)
    if (!sealed) return undefined
    const source = {
      size: sealed.length,
      read: async (offset: number, length: number) => sealed.subarray(offset, offset + length),
    }
    return zstdDecompressSync(await collectBytes((await openSealed(source, this.#key, path)).read()))
  }
}

const CHUNK_BYTES = 1024 ** 2
const folded = (kind: string, name: string) => `${kind}/${name.slice(0, 2)}/${name}`
const chunkPath = (name: string) => folded('chunks', name)
const copyPath = (sha256: string) => folded('artifacts', sha256)
const pointPath = (id: string) => `points/${id}${SUFFIX}`

const damaged = (path: string) =>
  new DecryptionError('A part of the backup is missing, or is not what was put there.', { details: { path } })

/** The pieces; after the last one they are known to be those of the copy. */
async function* checked(
  { sha256, sizeBytes }: StoredCopy,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const seen = hashing(pieces)
  yield* seen.pieces
  if (seen.size() !== sizeBytes || seen.digest() !== sha256) throw damaged(copyPath(sha256))
}

function unlessDamaged(error: unknown): null {
  if (error instanceof DecryptionError) return null
  throw error
}

function hashing(pieces: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let size = 0
  async function* counted() {
    for await (const piece of pieces) {
      hash.update(piece)
      size += piece.length
      yield piece
    }
  }
  return { pieces: counted(), size: () => size, digest: () => hash.copy().digest('hex') }
}

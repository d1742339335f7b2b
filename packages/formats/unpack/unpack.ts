import { UnprocessableFileError } from '@techdeck/core'
import { archives, type ArchiveEntry } from '../archives/index.ts'
import { type Compression, decompress, detectCompression } from '../compression/index.ts'
import { formats } from '../registry.ts'
import { head } from '../sources.ts'
import type { ByteSource, MemberProblem, UnpackLimits } from '../types.ts'
import { passed } from '../refused.ts'
import { refusal } from './errors.ts'
import type { Keeper, Kept } from './keep.ts'
import { joinSlackDays } from './slack-export.ts'
import { Budget, UploadLimitError } from './limits.ts'

/** Bytes of a file's beginning that tell what it is packed in. */
const MAGIC_BYTES = 64 * 1024

/** A text that readers can seek in. */
export interface Leaf {
  /** Its place in the upload; empty for the upload itself, unpacked. */
  path: string
  /** `null` where the upload is what it is: nothing was unpacked. */
  kept: Kept | null
  /** The format whose conversion made it. */
  from?: string
  /** What its conversion noticed. */
  problems?: MemberProblem[]
}

/** A part of an upload that cannot be read, and why. */
export interface Refusal {
  path: string
  error: UnprocessableFileError
}

export interface Unpacked {
  /** In the order of the archive, those of an archive inside of it at its place. */
  parts: (Leaf | Refusal)[]
  /** Folders, and what operating systems leave behind. */
  passedOver: number
  /** What the upload itself is, where it holds others: `zip`, `tar`, or a format of several parts. */
  container: string | null
  compression: Compression | null
}

export interface UnpackOptions {
  limits: UnpackLimits
  signal: AbortSignal
}

/**
 * Takes an upload apart until there is text that a reader can seek in: decompresses, opens archives and archives in
 * archives, converts what is no text. Goes by content, never by name; memory does not grow with the file.
 *
 * What is wrong with one member is a refusal at its place, and the others go on. All that was kept is removed again when
 * it throws.
 *
 * @throws UnprocessableFileError when the upload as a whole is damaged or goes beyond the limits
 */
export async function unpack(source: ByteSource, keeper: Keeper, options: UnpackOptions): Promise<Unpacked> {
  const unpacking = new Unpacking(keeper, options, source.size)
  try {
    await unpacking.open(source, { path: '', kept: null, depth: 0 })
    if (unpacking.result.parts.length === 0) throw refusal('no_members')
    const { parts, passedOver } = await joinSlackDays(unpacking.result.parts, keeper)
    return { ...unpacking.result, parts, passedOver: unpacking.result.passedOver + passedOver }
  } catch (error) {
    await unpacking.forget(0)
    throw error
  }
}

interface Place {
  path: string
  kept: Kept | null
  depth: number
}

/** A source that can be taken apart. */
interface Container {
  /** `null` where what comes out is the same file, decompressed. */
  name: string | null
  entries(): AsyncIterable<ArchiveEntry & { from?: string }>
}

class Unpacking {
  readonly result: Unpacked = { parts: [], passedOver: 0, container: null, compression: null }
  readonly #keeper: Keeper
  readonly #options: UnpackOptions
  readonly #budget: Budget

  constructor(keeper: Keeper, options: UnpackOptions, uploaded: number) {
    this.#keeper = keeper
    this.#options = options
    this.#budget = new Budget(options.limits, uploaded)
  }

  /** Adds what a source holds to the result; a leaf becomes the owner of what was kept at its place. */
  async open(source: ByteSource, place: Place): Promise<void> {
    const { limits, signal } = this.#options
    signal.throwIfAborted()
    const container = await this.#containerOf(source, place)
    if (!container) {
      this.result.parts.push({ path: place.path, kept: place.kept })
      return
    }
    if (place.depth >= limits.maxDepth) throw refusal('too_deep', passed('maxDepth', limits))
    for await (const entry of container.entries()) await this.#take(entry, container, place)
    if (place.kept) await this.#keeper.remove(place.kept)
  }

  /** `null` when there is nothing to take apart. */
  async #containerOf(source: ByteSource, { path }: Place): Promise<Container | null> {
    const { limits, signal } = this.#options
    const beginning = await head(source, MAGIC_BYTES)
    const compression = detectCompression(beginning)
    if (compression) {
      if (path === '') this.result.compression ??= compression
      const content = decompress(source, { ...limits, signal })
      return {
        name: null,
        async *entries() {
          yield { path: '', content }
        },
      }
    }
    for (const { name, conversion } of formats) {
      if (!conversion || !(await conversion.detect(beginning, source))) continue
      return {
        name,
        async *entries() {
          for await (const member of conversion.convert(source, limits, signal)) yield { ...member, from: name }
        },
      }
    }
    const archive = archives.find((known) => known.detect(beginning))
    if (!archive) return null
    if (path === '') this.result.container = archive.name
    return { name: archive.name, entries: () => archive.entries(source, limits, signal) }
  }

  async #take(entry: ArchiveEntry & { from?: string }, { name }: Container, place: Place): Promise<void> {
    if ('junk' in entry) {
      this.result.passedOver++
      return
    }
    const path = [place.path, entry.path].filter((part) => part !== '').join('/')
    if (entry.path !== '') this.#budget.member()
    if (entry.path !== '' && place.path === '') this.result.container = name
    const before = this.result.parts.length
    let kept: Kept | undefined
    try {
      if ('refused' in entry) throw refusal(entry.refused)
      kept = await this.#keeper.keep(this.#budget.bytes(entry.content))
      if (entry.from === undefined) await this.#openKept(kept, path, place.depth + 1)
      else {
        const problems = entry.problems?.() ?? []
        this.result.parts.push({ path, kept, from: entry.from, ...(problems.length > 0 && { problems }) })
      }
    } catch (error) {
      // What an archive that is damaged further on has given so far is not used either.
      await this.forget(before)
      if (kept) await this.#keeper.remove(kept)
      if (!(error instanceof UnprocessableFileError) || error instanceof UploadLimitError || path === '') throw error
      this.result.parts.push({ path, error })
    }
  }

  #openKept(kept: Kept, path: string, depth: number): Promise<void> {
    return this.#keeper.with(kept, (source) => this.open(source, { path, kept, depth }))
  }

  /** Takes parts back, from that one on. */
  async forget(from: number): Promise<void> {
    for (const part of this.result.parts.splice(from))
      if ('kept' in part && part.kept) await this.#keeper.remove(part.kept)
  }
}

import { callbackify } from 'node:util'
import { crc32 } from 'node:zlib'
import { UnprocessableFileError } from '@techdeck/core'
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, type ZipFile } from 'yauzl'
import { bunzip2 } from '../compression/bzip2.ts'
import { expand } from '../compression/expand.ts'
import { head } from '../sources.ts'
import type { ByteSource, UnpackLimits } from '../types.ts'
import { tooManyMembers } from '../unpack/limits.ts'
import { damaged } from './errors.ts'
import type { Archive, ArchiveEntry } from './archive.ts'
import { isFolder, isJunk, isUnsafe, utf8Name } from './paths.ts'

/** A file comes first, or in an empty archive its end. */
const MAGIC = [
  [0x50, 0x4b, 3, 4],
  [0x50, 0x4b, 5, 6],
]
/** How files are packed in a zip that is read here. */
const METHODS: { readonly [method: number]: 'stored' | 'deflate' | 'bzip2' | 'zstd' } = {
  0: 'stored',
  8: 'deflate',
  12: 'bzip2',
  93: 'zstd',
}
/** What every document of the office suites has inside, and every e-book. */
const OFFICE: ReadonlySet<string> = new Set(['[Content_Types].xml', 'mimetype'])
const FILE_TYPE = 0o170000
const REGULAR = 0o100000

export interface ZipEntry {
  readonly path: string
  readonly size: number
  readonly encrypted: boolean
  readonly entry: Entry
}

/** A zip with random access: entries by the central directory, each to be read when it is needed. */
export interface ZipArchive {
  entries(): AsyncIterable<ZipEntry>
  /** @throws UnprocessableFileError when the file is damaged, or goes beyond the limits */
  content(entry: ZipEntry, limits: UnpackLimits, signal: AbortSignal): AsyncIterable<Uint8Array>
}

/** Zip archives, those beyond 4 GiB too. What stands before and between the files plays no part. */
export const zip: Archive = {
  name: 'zip',

  detect: (beginning) => MAGIC.some((magic) => magic.every((byte, at) => beginning[at] === byte)),

  async *entries(source, limits, signal) {
    const archive = await openZip(source, limits)
    for await (const entry of archive.entries()) {
      if (OFFICE.has(entry.path)) throw officeDocument()
      yield asMember(archive, entry, limits, signal)
    }
  },
}

const officeDocument = () =>
  new UnprocessableFileError('The file is a document of a kind that is not read here.', {
    details: { reason: 'unknown_document' },
    userMessage: 'The file is a document of a kind that is not read here. Save it as text, CSV, XLSX or DOCX.',
  })

function asMember(archive: ZipArchive, found: ZipEntry, limits: UnpackLimits, signal: AbortSignal): ArchiveEntry {
  const { path, encrypted, entry } = found
  if (isUnsafe(path)) return { path, refused: 'unsafe_path' }
  if (isFolder(path) || isJunk(path)) return { junk: true }
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE
  if (type !== 0 && type !== REGULAR) return { path, refused: 'not_a_file' }
  if (encrypted) return { path, refused: 'encrypted' }
  if (!METHODS[entry.compressionMethod]) return { path, refused: 'unknown_packing' }
  return { path, content: archive.content(found, limits, signal) }
}

/** @throws UnprocessableFileError when it is cut or damaged, or has more entries than the limits let it */
export async function openZip(
  source: ByteSource,
  limits: UnpackLimits,
  most: 'maxMembers' | 'maxParts' = 'maxMembers',
): Promise<ZipArchive> {
  const file = await fromRandomAccessReaderPromise(new SourceReader(source), source.size, {
    autoClose: false,
    // Names are looked at here: one that is wrong must not end the reading of all.
    decodeStrings: false,
    validateEntrySizes: false,
  }).catch((error: unknown) => {
    throw asOurs(error, 'truncated_zip')
  })
  if (file.entryCount > limits[most]) throw tooManyMembers(limits, most)
  return {
    async *entries() {
      try {
        for await (const entry of file.eachEntry()) yield describe(entry)
      } catch (error) {
        throw asOurs(error, 'corrupt_zip')
      }
    },
    content: ({ entry }, ofLimits, signal) => contentOf(file, entry, source, ofLimits, signal),
  }
}

function describe(entry: Entry): ZipEntry {
  const { fileNameRaw, generalPurposeBitFlag, extraFields, uncompressedSize } = entry
  const name = utf8Name(fileNameRaw) ?? getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true)
  return { path: name.replaceAll('\\', '/'), size: uncompressedSize, encrypted: entry.isEncrypted(), entry }
}

async function* contentOf(
  file: ZipFile,
  entry: Entry,
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const packing = METHODS[entry.compressionMethod]
  let [size, checksum] = [0, 0]
  try {
    const { fileDataStart } = await file.readLocalFileHeaderPromise(entry, { minimal: true })
    const packed = source.read(fileDataStart, fileDataStart + entry.compressedSize)
    const options = { ...limits, signal }
    const chunks =
      packing === 'stored' ? packed : packing === 'bzip2' ? bunzip2(packed, options) : expand(packed, packing, options)
    for await (const chunk of chunks) {
      signal.throwIfAborted()
      size += chunk.length
      checksum = crc32(chunk, checksum)
      if (size > entry.uncompressedSize) break
      yield chunk
    }
  } catch (error) {
    throw asOurs(error, 'corrupt_member')
  }
  if (size !== entry.uncompressedSize || checksum !== entry.crc32) throw damaged('zip', 'corrupt_member')
}

/** What yauzl and zlib throw, which may quote names; what is ours, and what failed in the source, stays what it is. */
function asOurs(error: unknown, reason: string): unknown {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  if (error instanceof UnprocessableFileError || name === 'AbortError' || name === 'TypeError') return error
  const decoders = typeof code === 'string' && /^(Z_|ZSTD_|BZIP2_)/.test(code)
  return code === undefined || decoders || code === 'ERR_OUT_OF_RANGE' ? damaged('zip', reason) : error
}

const WINDOW = 64 * 1024

/** Small reads one behind the other, as a central directory is read, from one window. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource
  #window: Buffer = Buffer.alloc(0)
  #start = 0

  constructor(source: ByteSource) {
    super()
    this.#source = source
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    callbackify(() => this.#copy(into, offset, length, position))(callback)
  }

  async #copy(into: Buffer, offset: number, length: number, position: number): Promise<void> {
    const bytes = await this.#at(position, length)
    if (bytes.length < length) throw new Error('unexpected end')
    bytes.copy(into, offset)
  }

  async #at(position: number, length: number): Promise<Buffer> {
    if (position < this.#start || position + length > this.#start + this.#window.length) {
      this.#window = await head(this.#source, Math.max(length, WINDOW), position)
      this.#start = position
    }
    return this.#window.subarray(position - this.#start, position - this.#start + length)
  }
}

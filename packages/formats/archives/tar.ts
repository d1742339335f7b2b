import { Readable } from 'node:stream'
import { extract, type Header } from 'tar-stream'
import type { ByteSource, Member } from '../types.ts'
import { tooManyMembers } from '../unpack/limits.ts'
import { damaged } from './errors.ts'
import type { Archive } from './archive.ts'
import { isFolder, isJunk, isUnsafe } from './paths.ts'

const BLOCK = 512
const CHECKSUM = 148

/** Tar archives of all kinds that name their files: v7, ustar, GNU and pax. */
export const tar: Archive = {
  name: 'tar',

  /** By the checksum of its first header, which all kinds have. */
  detect(beginning) {
    if (beginning.length < BLOCK || beginning[0] === 0) return false
    const field = Buffer.from(beginning.subarray(CHECKSUM, CHECKSUM + 8)).toString('latin1')
    const stored = /^ *[0-7]{1,7}[ \0]*$/.test(field) ? Number.parseInt(field.trim(), 8) : -1
    let sum = 0
    for (let at = 0; at < BLOCK; at++) sum += at >= CHECKSUM && at < CHECKSUM + 8 ? 32 : beginning[at]
    return sum === stored
  },

  async *entries(source, limits, signal) {
    let left = limits.maxMembers
    for await (const { header, content } of filesOf(source)) {
      signal.throwIfAborted()
      if (left-- <= 0) throw tooManyMembers(limits)
      const path = header.name.replaceAll('\\', '/')
      if (isUnsafe(path)) yield { path, refused: 'unsafe_path' }
      else if (header.type === 'directory' || isFolder(path) || isJunk(path)) yield { junk: true }
      else if (header.type !== 'file' && header.type !== 'contiguous-file') yield { path, refused: 'not_a_file' }
      else yield { path, content }
    }
  },
}

async function* filesOf(source: ByteSource): AsyncGenerator<{ header: Header; content: Member['content'] }> {
  const input = Readable.from(source.read(), { objectMode: true, highWaterMark: 1 })
  const files = extract({ allowUnknownFormat: true } as object)
  let failed: unknown
  input.on('error', (error) => {
    failed = error
    files.destroy(error)
  })
  input.pipe(files)
  try {
    for await (const file of files) {
      yield { header: file.header, content: contentOf(file as AsyncIterable<unknown> as AsyncIterable<Uint8Array>) }
      // What nobody read is passed over.
      file.resume()
    }
  } catch (error) {
    throw failed ?? asOurs(error)
  } finally {
    input.destroy()
    files.destroy()
  }
}

async function* contentOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* file
  } catch (error) {
    throw asOurs(error)
  }
}

/** The library's errors; those of a caller, or of a reader of the content, stay what they are. */
function asOurs(error: unknown): unknown {
  const message = (error as { message?: unknown } | null)?.message
  if (message === 'Unexpected end of data') return damaged('tar', 'truncated_tar')
  const known = ['Invalid tar header', 'Invalid header', 'Header exceeds max size', 'Premature close']
  return typeof message === 'string' && known.some((beginning) => message.startsWith(beginning))
    ? damaged('tar', 'corrupt_tar')
    : error
}

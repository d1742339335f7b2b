import { open } from 'node:fs/promises'
import type { ByteSource } from './types.ts'

const CHUNK = 256 * 1024

/** Bytes in memory as a source. Chunks are views of `bytes`, 256 KiB or less. */
export function memorySource(bytes: Uint8Array, chunk = CHUNK): ByteSource {
  return {
    size: bytes.length,
    async *read(start = 0, end = bytes.length) {
      for (let at = start; at < Math.min(end, bytes.length); at += chunk)
        yield bytes.subarray(at, Math.min(at + chunk, end, bytes.length))
    },
  }
}

/** A file on disk as a source. Each `read` opens the file and closes it when the reader stops, however it stops. */
export async function fileSource(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r')
  const { size } = await handle.stat()
  await handle.close()
  return {
    size,
    async *read(start = 0, end = size) {
      if (start >= end) return
      const file = await open(path, 'r')
      try {
        for (let at = start; at < end;) {
          const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(CHUNK, end - at)), 0, undefined, at)
          if (bytesRead === 0) return
          at += bytesRead
          yield buffer.subarray(0, bytesRead)
        }
      } finally {
        await file.close()
      }
    },
  }
}

/** The first bytes of a source, at most `length`. */
export async function head(source: ByteSource, length: number, start = 0): Promise<Buffer> {
  const end = Math.min(source.size, start + length)
  const parts: Uint8Array[] = []
  for await (const chunk of source.read(start, end)) parts.push(chunk)
  return Buffer.concat(parts).subarray(0, end - start)
}

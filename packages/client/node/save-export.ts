import { createHash } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import type { ExportFileView, TakingView } from '@techdeck/contracts'
import type { Client } from '../client.ts'
import { ConnectionError, DownloadMismatchError } from '../errors.ts'
import { takingOf } from '../taking.ts'

/**
 * Downloads a file of an execution to a path: the whole and as it was made (its hash is checked), or nothing. A broken
 * connection is taken up where it broke. Gives under what terms it came, for each answer that a part of it came in.
 *
 * @throws {@link DownloadMismatchError} when what came has another hash.
 * @throws {@link ConnectionError} when four attempts in a row brought nothing.
 */
export async function saveExport(
  client: Client,
  executionId: string,
  { name, sha256, size_bytes: size }: Pick<ExportFileView, 'name' | 'sha256' | 'size_bytes'>,
  path: string,
  options: {
    purpose?: string | undefined
    signal?: AbortSignal
    onProgress?: (progress: { bytes: number; totalBytes: number }) => void
  } = {},
): Promise<TakingView[]> {
  const temporary = `${path}.part`
  const hash = createHash('sha256')
  const takings: TakingView[] = []
  let bytes = 0
  try {
    await using file = await open(temporary, 'w', 0o600)
    for (let failures = 0; bytes < size;) {
      const before = bytes
      try {
        await receive(file)
      } catch (error) {
        options.signal?.throwIfAborted()
        failures = bytes > before ? 0 : failures + 1
        if (!(error instanceof ConnectionError) || failures > 3) throw error
      }
    }
    if (hash.digest('hex') !== sha256) throw new DownloadMismatchError(name)
    await file.sync()
    await rename(temporary, path)
    return takings
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }

  async function receive(file: FileHandle): Promise<void> {
    const range = bytes > 0 ? { range: `bytes=${bytes}-` } : {}
    const response = await client.downloadExport({
      params: { id: executionId, name },
      ...(options.purpose !== undefined && { query: { purpose: options.purpose } }),
      ...range,
      signal: options.signal,
    })
    const taking = takingOf(response)
    if (taking) takings.push(taking)
    try {
      for await (const chunk of response.body ?? []) {
        await file.write(chunk)
        hash.update(chunk)
        bytes += chunk.length
        options.onProgress?.({ bytes, totalBytes: size })
      }
    } catch (cause) {
      throw new ConnectionError('the server', cause)
    }
  }
}

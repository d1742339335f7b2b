import { sha256 } from '@noble/hashes/sha2.js'
import { ConnectionError, DownloadMismatchError, takingOf } from '@techdeck/client'
import type { ExportFileView, TakingView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { hexOf } from '../../hex.ts'
import { saveFrom } from '../../ui/save-file.ts'
import { StoredParts, removeStored } from './stored-parts.ts'

/** Attempts in a row that bring nothing. */
const MOST_FAILURES = 4
const PAUSE_MS = 500
/** The browser says nothing of when it has saved a file. */
const SAVED_MS = 10 * 60_000

export interface Saving {
  readonly runId: string
  readonly file: Pick<ExportFileView, 'name' | 'sha256' | 'size_bytes'>
  /** What the copy is taken for. */
  readonly purpose: string
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}

/**
 * Saves a file of a run: the whole and as it was made, by its hash, or nothing. A broken connection is taken up where it
 * broke, also after the page was left. Where the browser can keep nothing meanwhile, it fetches the file by itself, from
 * a one-time address, and goes on by itself with what broke off.
 *
 * @throws ApiError @throws ConnectionError when four attempts in a row brought nothing
 * @throws DownloadMismatchError when what came has another hash
 */
export const saveExport = (saving: Saving): Promise<TakingView> =>
  // Two windows would write into the same place.
  navigator.locks.request(`techdeck.download ${saving.file.sha256}`, { signal: saving.signal }, () => save(saving))

async function save({ runId, file, purpose, signal, onBytes }: Saving): Promise<TakingView> {
  const { name, sha256: hash, size_bytes: size } = file
  const params = { id: runId, name }
  const query = purpose === '' ? {} : { purpose }
  await removeStored({ all: false })
  const stored = await StoredParts.open(hash, size)
  if (!stored) {
    const { url, ...taking } = await client.issueDownload({ params, query })
    saveFrom(url, name)
    return taking
  }
  onBytes(stored.bytes)
  let taking: TakingView | null = null
  for (let failures = 0; taking === null || stored.bytes < size;) {
    const before = stored.bytes
    try {
      // All of it may be here: the answer to its last byte says under what terms.
      const from = Math.min(before, size - 1)
      const response = await client.downloadExport({
        params,
        query,
        signal,
        ...(before > 0 && { range: `bytes=${from}-` }),
      })
      taking = takingOf(response)
      if (response.body && before < size) await stored.take(response.body, onBytes)
    } catch (error) {
      signal.throwIfAborted()
      failures = stored.bytes > before ? 0 : failures + 1
      if (!isBroken(error) || failures >= MOST_FAILURES) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** failures))
    }
  }
  if ((await hashOf(stored.content)) !== hash) {
    await stored.remove()
    throw new DownloadMismatchError(name)
  }
  const url = URL.createObjectURL(stored.content)
  saveFrom(url, name)
  setTimeout(() => {
    URL.revokeObjectURL(url)
    void stored.remove()
  }, SAVED_MS)
  return taking
}

/** A stream that ends too soon says so as a `TypeError`. */
const isBroken = (error: unknown): boolean => error instanceof ConnectionError || error instanceof TypeError

async function hashOf(content: Blob): Promise<string> {
  const hash = sha256.create()
  const reader = content.stream().getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return hexOf(hash.digest())
    hash.update(value)
  }
}

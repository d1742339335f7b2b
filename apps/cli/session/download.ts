import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DownloadMismatchError, takingOf, type Client } from '@techdeck/client'
import { saveExport } from '@techdeck/client/node'
import type { ExportFileView, TakingView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import type { CliContext } from '../command.ts'
import { pathIn } from '../local/export-folder.ts'
import { addToReceipt } from '../local/receipt.ts'
import { writeSealed, type Seal } from '../local/seal.ts'
import { followTransfer } from '../ui/transfer.ts'

export interface DownloadOptions {
  /** Each file is sealed as it comes. */
  seal?: Seal | undefined
  /** What the copies are for. */
  purpose?: string | undefined
}

/** A file where it lies now, and the marks of its copy: more than one where it came in parts. */
export type Downloaded = ExportFileView & { path: string; copies: TakingView[] }

/**
 * Downloads the files of an execution into a folder that is there; each whole and as it was made, or not at all. Under
 * which marks, for what and until when they were taken stands in a receipt beside them.
 */
export async function downloadExports(
  client: Client,
  executionId: string,
  files: readonly ExportFileView[],
  folder: string,
  { out, signal }: Pick<CliContext, 'out' | 'signal'>,
  { seal, purpose }: DownloadOptions = {},
): Promise<Downloaded[]> {
  const total = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  const transfer = followTransfer(out, `downloading ${plural(files.length, 'file')}`, total)
  const saved: Downloaded[] = []
  let before = 0
  try {
    for (const file of files) {
      const path = pathIn(folder, file.name)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const start = before
      const onProgress = ({ bytes }: { bytes: number }) => transfer.moved(start + bytes)
      const copies: TakingView[] = []
      const onTaken = (taking: TakingView) => copies.push(taking)
      const receive = () => received(client, executionId, file, { signal, purpose, onProgress, onTaken })
      if (seal) saved.push({ ...file, path: await writeSealed(path, seal, receive(), signal), copies })
      else {
        copies.push(...(await saveExport(client, executionId, file, path, { signal, purpose, onProgress })))
        saved.push({ ...file, path, copies })
      }
      before += file.size_bytes
    }
    const taken = saved.flatMap(({ name, sha256, copies }) =>
      copies.map((copy) => ({ ...copy, execution_id: executionId, name, sha256 })),
    )
    await addToReceipt(folder, taken)
    return saved
  } finally {
    transfer.stop()
  }
}

/** A file as it comes. @throws {@link DownloadMismatchError} at its end, when it is not what was announced */
async function* received(
  client: Client,
  id: string,
  { name, sha256 }: Pick<ExportFileView, 'name' | 'sha256'>,
  {
    signal,
    purpose,
    onProgress,
    onTaken,
  }: {
    signal: AbortSignal
    purpose: string | undefined
    onProgress: (progress: { bytes: number }) => void
    onTaken: (taking: TakingView) => void
  },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  const query = { ...(purpose !== undefined && { purpose }) }
  const response = await client.downloadExport({ params: { id, name }, query, signal })
  const taking = takingOf(response)
  if (taking) onTaken(taking)
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    hash.update(chunk)
    bytes += chunk.length
    onProgress({ bytes })
    yield chunk
  }
  if (hash.digest('hex') !== sha256) throw new DownloadMismatchError(name)
}

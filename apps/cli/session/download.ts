import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DownloadMismatchError, type Client } from '@techdeck/client'
import { saveExport } from '@techdeck/client/node'
import type { ExportFileView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import type { CliContext } from '../command.ts'
import { pathIn } from '../local/export-folder.ts'
import { writeSealed, type Seal } from '../local/seal.ts'
import { followTransfer } from '../ui/transfer.ts'

/**
 * Downloads the files of an execution into a folder that is there; each whole and as it was made, or not at all. With
 * `seal`, each is sealed as it comes.
 */
export async function downloadExports(
  client: Client,
  executionId: string,
  files: readonly ExportFileView[],
  folder: string,
  { out, signal }: Pick<CliContext, 'out' | 'signal'>,
  seal?: Seal,
): Promise<(ExportFileView & { path: string })[]> {
  const total = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  const transfer = followTransfer(out, `downloading ${plural(files.length, 'file')}`, total)
  const saved: (ExportFileView & { path: string })[] = []
  let before = 0
  try {
    for (const file of files) {
      const path = pathIn(folder, file.name)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const start = before
      const onProgress = ({ bytes }: { bytes: number }) => transfer.moved(start + bytes)
      const receive = () => received(client, executionId, file, { signal, onProgress })
      if (seal) saved.push({ ...file, path: await writeSealed(path, seal, receive(), signal) })
      else {
        await saveExport(client, executionId, file, path, { signal, onProgress })
        saved.push({ ...file, path })
      }
      before += file.size_bytes
    }
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
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: { bytes: number }) => void },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  const response = await client.downloadExport({ params: { id, name }, signal })
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    hash.update(chunk)
    bytes += chunk.length
    onProgress({ bytes })
    yield chunk
  }
  if (hash.digest('hex') !== sha256) throw new DownloadMismatchError(name)
}

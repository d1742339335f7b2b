import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Client } from '@techdeck/client'
import { saveExport } from '@techdeck/client/node'
import type { ExportFileView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import type { CliContext } from '../command.ts'
import { pathIn } from '../local/export-folder.ts'
import { followTransfer } from '../ui/transfer.ts'

/** Downloads the files of an execution into a folder that is there; each whole and as it was made, or not at all. */
export async function downloadExports(
  client: Client,
  executionId: string,
  files: readonly ExportFileView[],
  folder: string,
  { out, signal }: Pick<CliContext, 'out' | 'signal'>,
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
      await saveExport(client, executionId, file, path, {
        signal,
        onProgress: ({ bytes }) => transfer.moved(start + bytes),
      })
      before += file.size_bytes
      saved.push({ ...file, path })
    }
    return saved
  } finally {
    transfer.stop()
  }
}

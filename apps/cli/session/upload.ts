import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Client } from '@techdeck/client'
import { uploadFiles } from '@techdeck/client/node'
import type { DatasetView, MappingFields } from '@techdeck/contracts'
import { delay, newId } from '@techdeck/core'
import { plural } from '@techdeck/client/figures'
import type { CliContext } from '../command.ts'
import { filesOf } from '../local/files.ts'
import { followTransfer } from '../ui/transfer.ts'

export interface UploadSettings {
  name?: string
  mapping?: MappingFields
}

const ASK_EVERY_MS = 250

/**
 * Uploads files and folders as one data set and waits until it was inspected; a connection that breaks is tried again
 * without making a second one.
 */
export async function uploadAll(
  client: Client,
  paths: readonly string[],
  { name, mapping }: UploadSettings,
  { out, signal }: Pick<CliContext, 'out' | 'signal'>,
): Promise<DatasetView> {
  const files = await filesOf(paths)
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const what = `uploading ${plural(files.length, 'file')}`
  const transfer = followTransfer(out, what, total)
  const uploaded = await uploadFiles(client, {
    paths: files.map(({ path }) => path),
    name: name ?? (await folderName(paths)),
    mapping,
    datasetId: newId(),
    signal,
    onProgress: ({ sentBytes }) => transfer.moved(Math.min(sentBytes, total)),
  }).finally(() => transfer.stop())
  return inspected(client, uploaded, signal)
}

/** A folder's own name says more than that of the first file in it. */
async function folderName(paths: readonly string[]): Promise<string | undefined> {
  const [path] = paths
  if (path === undefined || paths.length > 1 || !(await stat(path)).isDirectory()) return undefined
  return basename(resolve(path)) || undefined
}

async function inspected(client: Client, uploaded: DatasetView, signal: AbortSignal): Promise<DatasetView> {
  let dataset = uploaded
  while (dataset.status === 'uploading' || dataset.status === 'inspecting') {
    await delay(ASK_EVERY_MS, signal)
    dataset = await client.getDataset({ params: { id: uploaded.id }, signal })
  }
  return dataset
}

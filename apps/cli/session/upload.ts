import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { metadataBytes, type Client } from '@techdeck/client'
import { plural } from '@techdeck/client/figures'
import { resumableFile, uploadFiles, type FileUpload } from '@techdeck/client/node'
import type { DatasetView, GivenMapping, LegalBasis } from '@techdeck/contracts'
import { delay, hashOf, newId } from '@techdeck/core'
import { readDevstackEnv } from '@techdeck/devstack'
import type { CliContext } from '../command.ts'
import { filesOf, type NamedFile } from '../local/files.ts'
import { followTransfer } from '../ui/transfer.ts'
import { uploadStates } from './upload-states.ts'

export interface UploadSettings {
  name?: string
  mapping?: GivenMapping
  /** The workspace that it is put into. */
  workspaceId?: string
  /** Stores the files even where they are a data set already. */
  force?: boolean
  /** Folder where uploads that broke off are remembered. */
  home?: string
}

type Context = Pick<CliContext, 'out' | 'signal' | 'environment'>

const ASK_EVERY_MS = 250
/** A file of this size is worth going on with after it broke off. */
const RESUMABLE_BYTES = 16 * 1024 * 1024
/** Files that are gone on with together: each is an upload of its own, of which a user has so many at once. */
const MOST_RESUMABLE = 50
/** Of 16 KiB that the headers of a request may have. */
const MOST_METADATA_BYTES = 10 * 1024

/**
 * Uploads files and folders as one data set and waits until it was inspected; a connection that breaks is tried again
 * without making a second one. Large files are gone on with where an earlier command broke off.
 */
export async function uploadAll(
  client: Client,
  paths: readonly string[],
  settings: UploadSettings,
  context: Context,
): Promise<DatasetView> {
  const target = { datasetId: newId(), name: settings.name ?? (await folderName(paths)) }
  const uploaded = await upload(client, paths, { ...settings, ...target }, context)
  if (uploaded.known) context.out.note('The same was uploaded before; this is that data set. --force stores it again.')
  return inspected(client, uploaded, context.signal)
}

/** Adds files and folders to a data set as its next version, and waits until they were inspected. */
export async function addFiles(
  client: Client,
  into: string,
  paths: readonly string[],
  settings: Pick<UploadSettings, 'force' | 'home'>,
  context: Context,
): Promise<DatasetView> {
  const uploaded = await upload(client, paths, { ...settings, into }, context)
  if (uploaded.known) context.out.note('The data set has these files already. --force adds them once more.')
  return inspected(client, uploaded, context.signal)
}

/** Settings, and what the upload becomes: a data set of its own, or a part of another one. */
type Target = Omit<UploadSettings, 'name'> & Pick<FileUpload, 'name' | 'datasetId' | 'into'>

async function upload(
  client: Client,
  paths: readonly string[],
  target: Target,
  context: Context,
): Promise<DatasetView> {
  const files = await filesOf(paths)
  const isLarge = files.some(({ sizeBytes }) => sizeBytes >= RESUMABLE_BYTES)
  // What is said of the files goes in a header, which has little room.
  const names = files.map(({ path }) => basename(path))
  const fits = files.length <= MOST_RESUMABLE && metadataBytes(names, target) <= MOST_METADATA_BYTES
  return isLarge && fits ? uploadLarge(client, files, target, context) : uploadTogether(client, files, target, context)
}

async function uploadTogether(
  client: Client,
  files: readonly NamedFile[],
  { home: _home, force = false, ...target }: Target,
  { out, signal }: Context,
): Promise<DatasetView> {
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const transfer = followTransfer(out, `uploading ${plural(files.length, 'file')}`, total)
  return uploadFiles(client, {
    paths: files.map(({ path }) => path),
    ...target,
    force,
    signal,
    onProgress: ({ sentBytes }) => transfer.moved(Math.min(sentBytes, total)),
  }).finally(() => transfer.stop())
}

async function uploadLarge(
  client: Client,
  files: readonly NamedFile[],
  { home, force = false, ...target }: Target,
  { out, signal, environment }: Context,
): Promise<DatasetView> {
  const states = uploadStates(readDevstackEnv(environment, home).home)
  const { datasetId: _own, ...same } = target
  const keys: string[] = []
  for (const { path, sizeBytes } of files) {
    // The same file as it is now, for the same server, said to be the same, or a part of several.
    const place = [client.transport.urlOf(''), resolve(path), sizeBytes, (await stat(path)).mtimeMs]
    keys.push(hashOf(files.length === 1 ? [...place, same, force] : [...place, 'part']))
  }
  const known = await Promise.all(keys.map((key) => states.get(key)))
  if (known.some((url) => url !== undefined)) out.note('Going on with an upload that broke off.')
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const transfer = followTransfer(out, `uploading ${plural(files.length, 'file')}`, total)
  const given = {
    ...target,
    force,
    signal,
    onProgress: ({ sentBytes }: { sentBytes: number }) => transfer.moved(sentBytes),
  }
  try {
    const [first] = files
    const [key] = keys
    if (files.length === 1 && first && key !== undefined)
      return await client.uploadResumable({ ...given, file: await resumableFile(first.path), memory: { states, key } })
    const sent = await Promise.all(files.map(({ path }) => resumableFile(path)))
    return await client.uploadTogetherResumably({ ...given, files: sent, memory: { states, keys } })
  } catch (error) {
    if (signal.aborted) out.note('The same command goes on where this one was.')
    throw error
  } finally {
    transfer.stop()
  }
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
  return uploaded.known ? { ...dataset, known: true } : dataset
}

/** The data set with what its owner says of it, where that is given. */
export async function withTerms(
  client: Client,
  dataset: DatasetView,
  said: { licence?: string; consent?: string; purpose?: string; legalBasis?: LegalBasis; retentionDays?: number },
): Promise<DatasetView> {
  const { licence, consent, purpose, legalBasis, retentionDays } = said
  const body = {
    ...(licence !== undefined && { licence }),
    ...(consent !== undefined && { consent }),
    ...(purpose !== undefined && { purpose }),
    ...(legalBasis !== undefined && { legal_basis: legalBasis }),
    ...(retentionDays !== undefined && { retention_days: retentionDays }),
  }
  if (Object.keys(body).length === 0) return dataset
  return client.renameDataset({ params: { id: dataset.id }, body })
}

import type { Dataset, ResumableUpload } from '@techdeck/contracts'
import { ConflictError, collectBytes, hashOfFiles, newId } from '@techdeck/core'
import type { DataKey } from '@techdeck/pipeline'
import type { ApiDeps } from '../deps.ts'
import type { Principal } from '../principal.ts'
import { addVersion, recordDataset, type RecordDeps, type StoredFile } from '../routes/datasets/record-dataset.ts'
import { dataKeyOf } from '../routes/pipeline/data-key.ts'
import { ownDataset } from './begin-upload.ts'
import type { LeaseLocker } from './lease-locker.ts'
import { readMetadata, type UploadWish } from './metadata.ts'
import { metadataOf, readParts, removeParts, uploadKey, type PartDeps } from './sealed-parts.ts'

export type FinishDeps = PartDeps & RecordDeps & Pick<ApiDeps, 'uploads'>

/**
 * Makes the data set of an upload all of whose bytes have come, as if they had come in one request, and forgets the
 * parts. It may be cut off anywhere and done again, by any instance: there is one data set in the end.
 */
export async function finishUpload(
  deps: FinishDeps,
  locker: LeaseLocker,
  who: Principal,
  id: string,
): Promise<ResumableUpload> {
  return locker.hold(id, async () => {
    const upload = await deps.resumables.get(id)
    if (!upload || upload.offset < upload.sizeBytes) throw new ConflictError('The upload is not whole.')
    if (upload.status === 'open') {
      const { dataset, isKnown } = await join(deps, who, upload)
      await deps.resumables.finish(id, dataset.id, isKnown)
    }
    await removeParts(deps, id)
    for (const source of upload.sources) {
      await deps.resumables.remove(source)
      await removeParts(deps, source)
    }
    await deps.uploads.over(upload.datasetId).catch(() => {})
    return (await deps.resumables.get(id)) ?? upload
  })
}

async function join(deps: FinishDeps, who: Principal, upload: ResumableUpload) {
  const { artifacts, keyRing } = deps
  const wish = await wishOf(deps, upload)
  const { datasetId: id } = upload
  const folder = `${id}/upload.${newId()}`
  const sources = upload.kind === 'final' ? upload.sources : [upload.id]
  // One file of all parts, or a file a part.
  const parts = wish.files
    ? wish.files.map((name, at) => ({ name, ids: sources.slice(at, at + 1) }))
    : [{ name: wish.fileName, ids: sources }]
  const written: string[] = []
  const seal = async (dataKey: DataKey) => {
    const files: StoredFile[] = []
    for (const [at, { name, ids }] of parts.entries()) {
      const artifact = `${folder}/${at}`
      written.push(artifact)
      files.push({ artifact, name, ...(await artifacts.write(artifact, dataKey, bytesOf(deps, ids))) })
    }
    return files
  }
  const forget = () => Promise.allSettled(written.map((artifact) => artifacts.remove(artifact)))
  try {
    if (wish.into !== undefined) {
      const before = await ownDataset(deps, who, wish.into)
      const dataKey = await dataKeyOf(deps, wish.into)
      const files = await seal(dataKey)
      const { force = false, mapping } = wish
      return await addVersion(deps, before, { files, mapping, folder, dataKey, force })
    }
    const { dataKey, wrapped } = await keyRing.newDataKey(id)
    const files = await seal(dataKey)
    const existing = await deps.datasets.get(id)
    if (existing) {
      await forget()
      return { dataset: sameUpload(existing, upload, hashOfFiles(files.map(({ sha256 }) => sha256))), isKnown: false }
    }
    const { name, mapping, workspaceId, force = wish.datasetId !== undefined } = wish
    return await recordDataset(deps, who, { id, workspaceId, name, files, mapping, folder, dataKey, wrapped, force })
  } catch (error) {
    await forget()
    throw error
  }
}

/** The data set that was recorded before this was cut off; or the id is another's. */
function sameUpload(existing: Dataset, { datasetId, userId }: ResumableUpload, sha256: string): Dataset {
  if (existing.userId === userId && existing.status !== 'deleted' && existing.sha256 === sha256) return existing
  throw new ConflictError('The data set id is in use for other files.', { details: { dataset_id: datasetId } })
}

async function* bytesOf(deps: FinishDeps, ids: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const id of ids) {
    const source = await deps.resumables.get(id)
    if (!source) throw new ConflictError('A part of the upload is gone.')
    yield* readParts(deps, source)
  }
}

/** What was said of an upload when it began. */
async function wishOf(deps: FinishDeps, upload: ResumableUpload): Promise<UploadWish> {
  return readMetadata(await metadataText(deps, upload))
}

/** `Upload-Metadata` as it came; it names files and speakers, so it lies sealed. */
export async function metadataText(deps: PartDeps, upload: ResumableUpload): Promise<string> {
  const reader = await deps.artifacts.open(metadataOf(upload.id), await uploadKey(deps, upload))
  try {
    return (await collectBytes(reader.read())).toString()
  } finally {
    await reader.close()
  }
}

import type { ResumableUpload } from '@techdeck/contracts'
import { ConflictError, collectBytes, newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'
import type { Principal } from '../principal.ts'
import { recordDataset, type RecordDeps } from '../routes/datasets/record-dataset.ts'
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
      const { id: datasetId, isKnown } = await join(deps, who, upload)
      await deps.resumables.finish(id, datasetId, isKnown)
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
  const { artifacts, keyRing, datasets } = deps
  const { datasetId } = upload
  const wish = await wishOf(deps, upload)
  const { dataKey, wrapped } = keyRing.newDataKey(datasetId)
  const folder = `${datasetId}/upload.${newId()}`
  const artifact = `${folder}/0`
  try {
    const file = { artifact, name: wish.fileName, ...(await artifacts.write(artifact, dataKey, bytesOf(deps, upload))) }
    const existing = await datasets.get(datasetId)
    if (existing) {
      // It was recorded before this was cut off; or the id is another's.
      await artifacts.remove(artifact)
      if (existing.userId !== upload.userId || existing.status === 'deleted' || existing.sha256 !== file.sha256)
        throw new ConflictError('The data set id is in use for other files.', { details: { dataset_id: datasetId } })
      return { id: datasetId, isKnown: false }
    }
    const { dataset, isKnown } = await recordDataset(deps, who, {
      id: datasetId,
      name: wish.name,
      files: [file],
      mapping: wish.mapping,
      folder,
      dataKey,
      wrapped,
      force: wish.force ?? wish.datasetId !== undefined,
    })
    return { id: dataset.id, isKnown }
  } catch (error) {
    await artifacts.remove(artifact).catch(() => {})
    throw error
  }
}

async function* bytesOf(deps: FinishDeps, upload: ResumableUpload): AsyncGenerator<Uint8Array> {
  for (const id of upload.kind === 'final' ? upload.sources : [upload.id]) {
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

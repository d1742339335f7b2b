import type { Dataset, ResumableUpload } from '@techdeck/contracts'
import { ConflictError, newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'
import { granted, placeFor } from '../policy.ts'
import type { Principal } from '../principal.ts'
import { emptyUpload } from '../routes/datasets/upload-dataset.ts'
import { admitBytes } from './admit.ts'
import type { UploadWish } from './metadata.ts'
import { expiryOf, metadataOf, type PartDeps } from './sealed-parts.ts'

export interface Beginning {
  id: string
  kind: ResumableUpload['kind']
  sizeBytes: number
  /** `Upload-Metadata` as it came. */
  metadata: string | undefined
  wish: UploadWish
  /** What a final upload joins: all of it is there. */
  sources?: string[]
}

export type BeginDeps = PartDeps & Pick<ApiDeps, 'users' | 'datasets'>

/** Records an upload, under a key of its own. @throws PayloadTooLargeError, ConflictError, UnprocessableFileError */
export async function beginUpload(deps: BeginDeps, who: Principal, beginning: Beginning): Promise<ResumableUpload> {
  const { artifacts, datasets, keys, keyRing, resumables, clock } = deps
  const { id, kind, sizeBytes, metadata = '', wish, sources = [] } = beginning
  if (sizeBytes === 0 && kind !== 'partial') throw emptyUpload()
  const { into, datasetId = into ?? newId() } = wish
  if (into === undefined && (await datasets.get(datasetId)))
    throw new ConflictError('The data set id is in use.', { details: { dataset_id: datasetId } })
  if (into !== undefined) await ownDataset(deps, who, into)
  else placeFor(who, wish.workspaceId)
  // What is joined was admitted part by part.
  if (kind !== 'final') await admitBytes(deps, who, sizeBytes)
  const { dataKey, wrapped } = await keyRing.newDataKey(id)
  const upload: ResumableUpload = {
    id,
    workspaceId: who.workspaceId,
    userId: who.userId,
    kind,
    datasetId,
    sizeBytes,
    offset: kind === 'final' ? sizeBytes : 0,
    parts: [],
    sources,
    status: 'open',
    isKnown: false,
    dataKeyId: dataKey.id,
    createdAt: clock.now(),
    expiresAt: expiryOf(deps),
  }
  await keys.create(wrapped)
  await artifacts.write(metadataOf(id), dataKey, [Buffer.from(metadata)])
  await resumables.create(upload)
  return upload
}

/** A data set that the caller may add to. @throws NotFoundError @throws AuthorizationError */
export async function ownDataset(
  { datasets }: Pick<ApiDeps, 'datasets'>,
  who: Principal,
  id: string,
): Promise<Dataset> {
  const dataset = await datasets.get(id)
  return granted(dataset?.status === 'deleted' ? null : dataset, who, 'dataset:write')
}

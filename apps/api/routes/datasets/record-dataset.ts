import type { Dataset, DatasetFile, GivenMapping, Terms, WrappedDataKey } from '@techdeck/contracts'
import { ConflictError, hashOfFiles } from '@techdeck/core'
import { datasetHash, newDataset, type DataKey } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { placeFor, scopeOf } from '../../policy.ts'
import type { Principal } from '../../principal.ts'
import { toMappingJson } from './mapping.ts'

export type StoredFile = Pick<DatasetFile, 'artifact' | 'sha256' | 'sizeBytes' | 'name'>

/** Files that lie sealed under a new key and are to become a data set. */
export interface Arrival {
  id: string
  /** Where it is to lie; among the caller's own when absent. */
  workspaceId?: string | undefined
  name: string | undefined
  files: readonly StoredFile[]
  mapping: GivenMapping | undefined
  terms?: Terms
  /** Where the files lie, and the mapping is put. */
  folder: string
  dataKey: DataKey
  wrapped: WrappedDataKey
  /** Records it even where the same files are a data set already. */
  force: boolean
}

export type RecordDeps = Pick<ApiDeps, 'artifacts' | 'keys' | 'keyRing' | 'datasets' | 'flows' | 'clock' | 'logger'>

/**
 * Records a data set and queues its inspection. Where the caller may reach one of the same bytes, that one is named
 * instead, and the files of this one are removed; with a mapping they mean something else, so they are kept.
 *
 * @throws ConflictError when the id is taken: of two uploads under one id the first to end wins
 * @throws NotFoundError @throws AuthorizationError where the caller may not put it into the workspace, or no longer
 */
export async function recordDataset(
  deps: RecordDeps,
  who: Principal,
  arrival: Arrival,
): Promise<{ dataset: Dataset; isKnown: boolean }> {
  const { artifacts, datasets, keys } = deps
  const { files, folder, dataKey, wrapped } = arrival
  const sha256 = hashOfFiles(files.map((file) => file.sha256))
  const known = arrival.force || arrival.mapping ? null : await knownDataset(deps, who, arrival.workspaceId, sha256)
  if (known) {
    await Promise.allSettled(files.map(({ artifact }) => artifacts.remove(artifact)))
    return { dataset: known, isKnown: true }
  }
  const mapping = arrival.mapping && `${folder}/mapping`
  if (mapping !== undefined) await artifacts.write(mapping, dataKey, [toMappingJson(arrival.mapping!)])
  try {
    const { id, name = files[0].name, terms } = arrival
    const workspaceId = placeFor(who, arrival.workspaceId)
    const { userId } = who
    const record = { id, workspaceId, userId, name, sha256, ...terms, dataKeyId: dataKey.id }
    const dataset = newDataset(record, files, mapping, deps.clock.now())
    // An upload may take longer than a version of the key that wraps is the current one.
    await keys.create(await deps.keyRing.rewrap(wrapped))
    await datasets.create(dataset)
    await queueInspection(deps, dataset)
    return { dataset, isKnown: false }
  } catch (error) {
    if (mapping !== undefined) await artifacts.remove(mapping).catch(() => {})
    throw error
  }
}

/** Further files of a data set, sealed under its key. */
export type Addition = Pick<Arrival, 'files' | 'mapping' | 'folder' | 'dataKey' | 'force'>

/**
 * Makes the next version of a data set, with further files behind those that it has; only they are inspected. Files that
 * it has already are left out unless `force` says otherwise: where none is left, it stays as it is.
 *
 * @throws ConflictError while it is inspected, or when somebody else added files meanwhile
 */
export async function addVersion(
  deps: RecordDeps,
  { id, version, files: all, mended }: Dataset,
  { files, mapping: given, folder, dataKey, force }: Addition,
): Promise<{ dataset: Dataset; isKnown: boolean }> {
  const { artifacts, datasets } = deps
  const uploaded = all.filter(({ container }) => container === undefined)
  const hashes = new Set(uploaded.map((file) => file.sha256))
  const added = files.filter((file) => force || !hashes.has(file.sha256))
  for (const file of files) if (!added.includes(file)) await artifacts.remove(file.artifact)
  if (added.length > 0) {
    const mapping = given && `${folder}/mapping`
    if (mapping !== undefined) await artifacts.write(mapping, dataKey, [toMappingJson(given!)])
    const numbered = added.map((file, at) => ({
      ...file,
      // Behind all that are there, members too, so that nothing gets another number.
      ordinal: all.length + at,
      ...(mapping !== undefined && { mapping }),
    }))
    const next = [...all, ...numbered]
    const upload = {
      files: next,
      sizeBytes: [...uploaded, ...numbered].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      sha256: datasetHash(next, mended),
    }
    if (!(await datasets.addVersion(id, version, upload))) {
      if (mapping !== undefined) await artifacts.remove(mapping)
      throw notNow(id)
    }
  }
  const dataset = await datasets.get(id)
  if (!dataset) throw notNow(id)
  if (added.length > 0) await queueInspection(deps, dataset)
  return { dataset, isKnown: added.length === 0 }
}

export const notNow = (id: string): ConflictError =>
  new ConflictError('The data set is being inspected, or was changed meanwhile; try again when it is ready.', {
    details: { dataset_id: id },
  })

/** Queues the inspection of a data set; what cannot be queued now the reconciler queues. */
export async function queueInspection({ flows, logger }: Pick<ApiDeps, 'flows' | 'logger'>, dataset: Dataset) {
  const { id: datasetId, version } = dataset
  await flows
    .addInspect({ datasetId, version })
    .catch((error: unknown) => logger.warn({ datasetId, err: error }, 'inspection not queued yet'))
}

/** A data set of the same bytes that the caller may reach, read as detection reads it. */
async function knownDataset(
  { datasets }: RecordDeps,
  who: Principal,
  place: string | undefined,
  sha256: string,
): Promise<Dataset | null> {
  const { workspaceId, userId } = scopeOf(who, 'dataset:read:any', place)
  const same = await datasets.sameBytes({ workspaceId, ...(userId !== undefined && { userId }) }, sha256)
  return same.find(({ files }) => files.every(isReadAsFound)) ?? null
}

const isReadAsFound = ({ mapping, readAs }: DatasetFile): boolean => mapping === undefined && readAs === undefined

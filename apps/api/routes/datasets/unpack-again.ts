import type { Dataset, DatasetFile } from '@techdeck/contracts'
import { ConflictError, NotFoundError } from '@techdeck/core'
import { datasetHash } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { queueInspection } from './record-dataset.ts'
import { inspected } from './wait-inspected.ts'

type Deps = Pick<ApiDeps, 'datasets' | 'flows' | 'logger'>

/**
 * A data set with its files unpacked. Where what was unpacked is gone, they are inspected again, as a version of the same
 * bytes: its artifacts have names of their own, so a sweep that is at work on the earlier ones cannot take them.
 *
 * @throws ConflictError when that takes longer than a caller waits
 */
export async function unpackedAgain(deps: Deps, dataset: Dataset): Promise<Dataset> {
  const { id, version, files, sizeBytes, sha256, mended, unpackedGoneAt } = dataset
  if (!unpackedGoneAt) return dataset
  if (dataset.status === 'ready') {
    const same = { files, sizeBytes, sha256: sha256 ?? datasetHash(files, mended) }
    const begun = await deps.datasets.addVersion(id, version, same)
    const next = (await deps.datasets.get(id)) ?? dataset
    if (begun) await queueInspection(deps, next)
    dataset = next
  }
  const latest = await inspected(deps, dataset)
  if (latest.status !== 'inspecting') return latest
  throw new ConflictError('What was unpacked of the data set is gone; it is being unpacked again.', {
    details: { dataset_id: id, reason: 'unpacking' },
    userMessage:
      'What was unpacked of the data set was removed some days after its last run, and is being made again. Start the run once the data set is ready.',
  })
}

/** Whether a file’s text is not there, by retention. */
export const isUnpackedGone = ({ unpackedGoneAt }: Dataset, file: Pick<DatasetFile, 'plain'> | undefined): boolean =>
  unpackedGoneAt !== undefined && file?.plain !== undefined

/** @throws NotFoundError where a file’s text is not there, by retention */
export function refuseUnpackedGone(dataset: Dataset, file: Pick<DatasetFile, 'plain'> | undefined): void {
  if (!isUnpackedGone(dataset, file)) return
  throw new NotFoundError('What was unpacked of the file is gone, by retention.', {
    details: { dataset_id: dataset.id, reason: 'text_gone', unpacked_gone_at: dataset.unpackedGoneAt!.toISOString() },
    userMessage:
      'What was unpacked of this file is gone: it stays for some days after the last run. Run the data set again, and it is read from the upload.',
  })
}

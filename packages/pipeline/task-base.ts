import type { Dataset, Execution, StageName } from '@techdeck/contracts'
import { SiteListRef } from '@techdeck/contracts/options'
import { NotFoundError } from '@techdeck/core'
import type { PipelineDeps } from './deps.ts'
import type { DataKey } from './ports.ts'
import { Remembered } from './remember.ts'
import type { TaskBase } from './tasks.ts'

export interface OpenDataset {
  dataset: Dataset
  dataKey: DataKey
}

/** A data set that is at work is asked for by every shard; what was read is good for a moment. */
const opened = new Remembered<OpenDataset>(2000)

/**
 * A data set as it was when the execution began, and its key in the clear, at most two seconds old.
 *
 * @throws {@link NotFoundError} when either is gone
 */
export function openDataset(
  deps: Pick<PipelineDeps, 'datasets' | 'keys' | 'keyRing'>,
  execution: Pick<Execution, 'datasets'>,
  datasetId: string,
): Promise<OpenDataset> {
  const version = execution.datasets.find((planned) => planned.datasetId === datasetId)?.version
  return opened.get(deps, `${datasetId}.v${version}`, () => readDataset(deps, datasetId, version))
}

/** A data set's record, as it is now or was in a version, and its key. @throws {@link NotFoundError} when either is gone */
export async function readDataset(
  { datasets, keys, keyRing }: Pick<PipelineDeps, 'datasets' | 'keys' | 'keyRing'>,
  datasetId: string,
  version?: number,
): Promise<OpenDataset> {
  const dataset = await (version === undefined ? datasets.get(datasetId) : datasets.atVersion(datasetId, version))
  const wrapped = dataset && (await keys.get(dataset.dataKeyId))
  if (!wrapped) throw new NotFoundError('The data set or its key is gone.', { details: { dataset_id: datasetId } })
  return { dataset, dataKey: await keyRing.unwrap(wrapped) }
}

/** Where a data set's own copy of a list lies, under its own key, by the hash of its words: it goes when the data set goes. */
export const siteListKey = (datasetId: string, { sha256 }: SiteListRef): string => `${datasetId}/site-lists/${sha256}`

/** What every task of a stage has in common. */
export function taskBaseOf(
  { keyRing }: Pick<PipelineDeps, 'keyRing'>,
  execution: Execution,
  { dataset, dataKey }: OpenDataset,
  stage: StageName,
): TaskBase {
  const planned = execution.datasets.find(({ datasetId }) => datasetId === dataset.id)
  const { licence, consent } = planned ?? {}
  const list = SiteListRef.safeParse(execution.options['processing']?.['siteList'])
  return {
    stage,
    dataKey,
    pseudonymKey: keyRing.pseudonymKey,
    ...(list.success && { siteList: siteListKey(dataset.id, list.data) }),
    options: execution.options[stage] ?? {},
    execution: {
      executionMode: execution.executionMode,
      qualityThreshold: execution.qualityThreshold,
      enableBiasDetection: execution.enableBiasDetection,
      exportFormats: execution.exportFormats,
    },
    dataset: {
      sha256: dataset.sha256 ?? '',
      files: dataset.files,
      ...(dataset.mended && { mended: dataset.mended.artifact }),
      ...(licence !== undefined && { licence }),
      ...(consent !== undefined && { consent }),
    },
  }
}

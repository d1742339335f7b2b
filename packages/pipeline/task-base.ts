import type { Dataset, Execution, StageName } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { PipelineDeps } from './deps.ts'
import type { DataKey } from './ports.ts'
import type { TaskBase } from './tasks.ts'

interface OpenDataset {
  dataset: Dataset
  dataKey: DataKey
}

/** A data set that is at work is asked for by every shard; what was read is good for a moment. */
const KEEP_MS = 2000
const opened = new WeakMap<object, Map<string, { until: number; open: Promise<OpenDataset> }>>()

/** A data set's record and its key in the clear, at most two seconds old. @throws {@link NotFoundError} when either is gone */
export function openDataset(
  deps: Pick<PipelineDeps, 'datasets' | 'keys' | 'keyRing'>,
  datasetId: string,
): Promise<OpenDataset> {
  let kept = opened.get(deps)
  if (!kept) opened.set(deps, (kept = new Map()))
  const now = performance.now()
  const known = kept.get(datasetId)
  if (known && known.until > now) return known.open
  for (const [id, { until }] of kept) if (until <= now) kept.delete(id)
  const open = readDataset(deps, datasetId)
  kept.set(datasetId, { until: now + KEEP_MS, open })
  open.catch(() => kept.delete(datasetId))
  return open
}

/** The same, as it is now. */
export async function readDataset(
  { datasets, keys, keyRing }: Pick<PipelineDeps, 'datasets' | 'keys' | 'keyRing'>,
  datasetId: string,
): Promise<OpenDataset> {
  const dataset = await datasets.get(datasetId)
  const wrapped = dataset && (await keys.get(dataset.dataKeyId))
  if (!wrapped) throw new NotFoundError('The data set or its key is gone.', { details: { dataset_id: datasetId } })
  return { dataset, dataKey: await keyRing.unwrap(wrapped) }
}

/** What of a data set goes into hashes. */
export const identityOf = ({ id, sha256 }: Dataset): { id: string; sha256: string } => ({ id, sha256: sha256 ?? '' })

/** What every task of a stage has in common. */
export async function taskBaseOf(
  deps: PipelineDeps,
  execution: Execution,
  datasetId: string,
  stage: StageName,
): Promise<TaskBase> {
  const { dataset, dataKey } = await openDataset(deps, datasetId)
  return {
    stage,
    dataKey,
    pseudonymKey: deps.keyRing.pseudonymKey,
    options: execution.options[stage] ?? {},
    execution: {
      executionMode: execution.executionMode,
      qualityThreshold: execution.qualityThreshold,
      enableBiasDetection: execution.enableBiasDetection,
      exportFormats: execution.exportFormats,
    },
    dataset: { sha256: dataset.sha256 ?? '', files: dataset.files },
  }
}

import type { Dataset, Execution, JsonObject, StageName } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { PipelineDeps } from './deps.ts'
import type { DataKey } from './ports.ts'
import type { TaskBase } from './tasks.ts'

/** A data set's record and its key in the clear. @throws {@link NotFoundError} when either is gone */
export async function openDataset(
  { datasets, keys, keyRing }: Pick<PipelineDeps, 'datasets' | 'keys' | 'keyRing'>,
  datasetId: string,
): Promise<{ dataset: Dataset; dataKey: DataKey }> {
  const dataset = await datasets.get(datasetId)
  const wrapped = dataset && (await keys.get(dataset.dataKeyId))
  if (!wrapped) throw new NotFoundError('The data set or its key is gone.', { details: { dataset_id: datasetId } })
  return { dataset, dataKey: await keyRing.unwrap(wrapped) }
}

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
    options: (execution.options[stage] ?? {}) as JsonObject,
    execution: {
      executionMode: execution.executionMode,
      qualityThreshold: execution.qualityThreshold,
      enableBiasDetection: execution.enableBiasDetection,
      exportFormats: execution.exportFormats,
    },
    dataset: { sha256: dataset.sha256 ?? '', files: dataset.files },
  }
}

import type { Execution, Preview } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { ArtifactStore, DataKey } from '../ports.ts'
import { readJson } from '../run-shard.ts'

/** Data sets of one execution that its preview shows. */
const DATASETS = 4

/** The data sets whose beginnings the preview of an execution shows. */
export const previewedOf = ({ datasetIds }: Pick<Execution, 'datasetIds'>): string[] => datasetIds.slice(0, DATASETS)

/** Where the preview of a data set is; what an execution makes of it depends on nothing that changes. */
export const previewKey = ({ id }: Pick<Execution, 'id'>, datasetId: string): string => `${datasetId}/${id}/preview`

/** The preview of one data set, `null` while it is not there. */
export async function readPreview(
  artifacts: ArtifactStore,
  execution: Pick<Execution, 'id'>,
  dataKey: DataKey,
): Promise<Preview | null> {
  try {
    return await readJson<Preview>(artifacts, previewKey(execution, dataKey.datasetId), dataKey)
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}

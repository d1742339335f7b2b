import type { Execution, Preview } from '@techdeck/contracts'
import { NotFoundError, hashOf } from '@techdeck/core'
import { CONTRACTS } from '@techdeck/stages/contracts'
import type { ArtifactStore, DataKey } from '../ports.ts'
import { readJson } from '../run-shard.ts'

/** Data sets of one execution that its preview shows. */
const DATASETS = 4

/** The data sets whose beginnings the preview of an execution shows. */
export const previewedOf = ({ datasetIds }: Pick<Execution, 'datasetIds'>): string[] => datasetIds.slice(0, DATASETS)

/** Conversations that a preview shows, over all of its data sets. */
const CONVERSATIONS = 32

/** How many conversations of each of its data sets the preview of an execution shows. */
export const firstOf = (execution: Pick<Execution, 'datasetIds'>): number =>
  Math.ceil(CONVERSATIONS / previewedOf(execution).length)

/** What decides how a preview comes out, beside the data set. */
export type Previewed = Pick<
  Execution,
  'datasetIds' | 'datasets' | 'options' | 'executionMode' | 'qualityThreshold' | 'enableBiasDetection' | 'exportFormats'
>

/** Where the preview of a data set is: executions that would make the same one share it. */
export function previewKey(execution: Previewed, datasetId: string): string {
  const { options, executionMode, qualityThreshold, enableBiasDetection, exportFormats } = execution
  const hash = hashOf({
    versions: Object.values(CONTRACTS).map(({ name, version }) => [name, version]),
    sha256: execution.datasets.find((planned) => planned.datasetId === datasetId)?.sha256 ?? null,
    first: firstOf(execution),
    options,
    executionMode,
    qualityThreshold,
    enableBiasDetection,
    ...(executionMode === 'dry_run' && { exportFormats }),
  })
  return `${datasetId}/previews/${hash}`
}

/** The preview of one data set, `null` while it is not there. */
export async function readPreview(
  artifacts: ArtifactStore,
  execution: Previewed,
  dataKey: DataKey,
): Promise<Preview | null> {
  try {
    return await readJson<Preview>(artifacts, previewKey(execution, dataKey.datasetId), dataKey)
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}

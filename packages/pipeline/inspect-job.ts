import type { Dataset, DatasetFile } from '@techdeck/contracts'
import { AppError } from '@techdeck/core'
import type { PipelineDeps } from './deps.ts'
import type { InspectJob } from './ports.ts'
import { readDataset } from './task-base.ts'

/**
 * Inspects an uploaded data set and makes it ready or invalid; of a new version, what was added to it. Running it again gives the same; a version that was
 * replaced meanwhile is left alone.
 */
export async function runInspectJob(
  deps: PipelineDeps,
  { datasetId, version }: InspectJob,
  signal: AbortSignal,
): Promise<void> {
  const { dataset, dataKey } = await readDataset(deps, datasetId)
  if (dataset.status !== 'inspecting' || dataset.version !== version) return
  try {
    const output = `${datasetId}/inspection.v${version}`
    const limits = deps.unpackLimits && { limits: deps.unpackLimits }
    const earlier = await deps.datasets.atVersion(datasetId, version - 1)
    const before = earlier && { files: earlier.files, problems: earlier.problems }
    const mended = dataset.mended && { mended: dataset.mended.artifact }
    const task = { dataKey, files: dataset.files, output, ...(before && { before }), ...mended, ...limits }
    const { files, problems } = await deps.compute.inspect(task, signal)
    await deps.datasets.finishInspection(datasetId, version, { ...summaryOf(files), files, problems })
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError) || error.retryable) throw error
    await deps.datasets.finishInspection(datasetId, version, {
      ...summaryOf([]),
      files: dataset.files,
      problems: [{ code: error.code, message: error.userMessage }],
    })
  }
  await deps.events.publishDataset(datasetId).catch(() => {})
}

function summaryOf(
  files: readonly DatasetFile[],
): Pick<Dataset, 'status' | 'format' | 'encoding' | 'conversationCount' | 'turnCount'> {
  const readable = files.filter(({ shards = 0 }) => shards > 0)
  const sum = (of: (file: DatasetFile) => number | undefined) =>
    readable.reduce((total, file) => total + (of(file) ?? 0), 0)
  return {
    status: readable.length > 0 ? 'ready' : 'invalid',
    format: onlyOrMixed(readable.map(({ format }) => format ?? null)),
    encoding: onlyOrMixed(readable.map(({ encoding }) => encoding ?? null)),
    conversationCount: sum(({ conversations }) => conversations),
    turnCount: sum(({ turns }) => turns),
  }
}

function onlyOrMixed(values: (string | null)[]): string | null {
  const distinct = new Set(values)
  if (distinct.size === 0) return null
  return distinct.size === 1 ? values[0] : 'mixed'
}

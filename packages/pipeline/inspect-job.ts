import type { Dataset, DatasetFile } from '@techdeck/contracts'
import { AppError, UnprocessableFileError } from '@techdeck/core'
import type { PipelineDeps } from './deps.ts'
import type { InspectJob } from './ports.ts'
import { readDataset } from './task-base.ts'
import type { InspectOutcome, InspectTask } from './tasks.ts'

const INSPECTION_MS = 10 * 60_000
/** The slowest readers take some three seconds for a megabyte; packed files become many times as large. */
const INSPECTION_MS_A_BYTE = 30_000 / 1e6

/**
 * Inspects an uploaded data set and makes it ready or invalid; of a new version, what was added to it. Running it again gives the same; a version that was
 * replaced meanwhile is left alone. An inspection that takes far longer than the size of the files explains is ended, and the
 * data set is invalid: no reader is safe from a file that somebody made to keep it busy.
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
    // What was unpacked of it is gone: nothing can be taken over.
    const before = earlier && !dataset.unpackedGoneAt && { files: earlier.files, problems: earlier.problems }
    const mended = dataset.mended && { mended: dataset.mended.artifact }
    const task = { dataKey, files: dataset.files, output, ...(before && { before }), ...mended, ...limits }
    const { files, problems } = await inTime(deps, task, signal)
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

/** @throws UnprocessableFileError when the time is over, whatever the thread was doing */
async function inTime(
  { compute, inspectionMs = INSPECTION_MS }: PipelineDeps,
  task: InspectTask,
  signal: AbortSignal,
): Promise<InspectOutcome> {
  const bytes = task.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  // No timer takes more.
  const over = AbortSignal.timeout(Math.min(2 ** 31 - 1, Math.round(inspectionMs + bytes * INSPECTION_MS_A_BYTE)))
  try {
    return await compute.inspect(task, AbortSignal.any([signal, over]))
  } catch (error) {
    if (!over.aborted || signal.aborted) throw error
    const what = 'Reading the files takes far longer than their size explains.'
    throw new UnprocessableFileError(what, {
      details: { reason: 'takes_too_long' },
      userMessage: `${what} They may be damaged, or made to keep readers busy. Write them again, or upload them as CSV or JSON lines.`,
      cause: error,
    })
  }
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

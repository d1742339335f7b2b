import type { Tool } from '../tool.ts'
import { cancelRun } from './cancel-run.ts'
import { compareRuns } from './compare-runs.ts'
import { explainFate } from './explain-fate.ts'
import { getDataset } from './get-dataset.ts'
import { getEvents } from './get-events.ts'
import { getPreview } from './get-preview.ts'
import { getReport } from './get-report.ts'
import { getRun } from './get-run.ts'
import { inspectFile } from './inspect-file.ts'
import { listDatasets } from './list-datasets.ts'
import { listExports } from './list-exports.ts'
import { listQuarantine } from './list-quarantine.ts'
import { listRuns } from './list-runs.ts'
import { retryRun } from './retry-run.ts'
import { startRun } from './start-run.ts'
import { uploadDataset } from './upload-dataset.ts'
import { validateDataset } from './validate-dataset.ts'

/** Every tool, in the order of the main job; a test holds this list against the folder. */
export const toolsFor = (hasLocalFiles: boolean): Tool[] => [
  listDatasets,
  listRuns,
  ...(hasLocalFiles ? [inspectFile] : []),
  uploadDataset(hasLocalFiles),
  getDataset,
  startRun,
  validateDataset,
  getRun,
  getEvents,
  getReport,
  getPreview,
  listExports,
  listQuarantine,
  explainFate,
  compareRuns,
  cancelRun,
  retryRun,
]

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
import { listFindings } from './list-findings.ts'
import { listQuarantine } from './list-quarantine.ts'
import { listRuns } from './list-runs.ts'
import { planExport } from './plan-export.ts'
import { proposeMapping } from './propose-mapping.ts'
import { retryRun } from './retry-run.ts'
import { setMapping } from './set-mapping.ts'
import { startExport } from './start-export.ts'
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
  proposeMapping,
  setMapping,
  startRun,
  validateDataset,
  getRun,
  getEvents,
  getReport,
  getPreview,
  listFindings,
  planExport,
  startExport,
  listExports,
  listQuarantine,
  explainFate,
  compareRuns,
  cancelRun,
  retryRun,
]

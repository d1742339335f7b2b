import type { Execution, ExportFormat, JsonObject } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { PipelineDeps } from '../deps.ts'
import type { ArtifactStore, DataKey, PreviewJob } from '../ports.ts'
import { openDataset, taskBaseOf } from '../task-base.ts'
import { firstOf, previewKey, previewedOf } from './where.ts'

/**
 * Makes the previews of an execution's data sets that are not there yet. Running it again gives the same; whatever
 * becomes of it, the run goes on.
 */
export async function runPreviewJob(
  deps: PipelineDeps,
  { executionId }: PreviewJob,
  signal: AbortSignal,
): Promise<void> {
  const execution = await deps.executions.get(executionId)
  if (!execution) return
  for (const datasetId of previewedOf(execution)) {
    const open = await openDataset(deps, execution, datasetId)
    const output = previewKey(execution, datasetId)
    if (await isThere(deps.artifacts, output, open.dataKey)) continue
    const { stage: _, execution: settings, ...base } = taskBaseOf(deps, execution, open, 'ingestion')
    await deps.compute.preview(
      {
        ...base,
        options: optionsOf(execution),
        execution: { ...settings, exportFormats: formatsOf(execution) },
        first: firstOf(execution),
        output,
      },
      signal,
    )
  }
}

/** Conversations are shown by the canonical form; a dry run tells of every format how large it would be. */
const formatsOf = ({ executionMode, exportFormats }: Execution): ExportFormat[] =>
  executionMode === 'dry_run' ? [...new Set<ExportFormat>(['jsonl', ...exportFormats])] : ['jsonl']

/** Conversations are shown in one list, with all that is said of them. */
function optionsOf({ options }: Execution): { [stage: string]: JsonObject } {
  const { splits: _, ...ofExport } = options.export ?? {}
  return { ...options, export: { ...ofExport, annotations: true } }
}

async function isThere(artifacts: ArtifactStore, key: string, dataKey: DataKey): Promise<boolean> {
  try {
    await (await artifacts.open(key, dataKey)).close()
    return true
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
}

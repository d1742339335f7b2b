import { join } from 'node:path'
import type { Client } from '@techdeck/client'
import type { DatasetView, ExecutionView, ExportFileView, ReportView } from '@techdeck/contracts'
import { UnprocessableFileError } from '@techdeck/core'
import type { CliContext } from '../command.ts'
import { claimFolder } from '../local/export-folder.ts'
import { downloadExports } from '../session/download.ts'
import { followExecution } from '../session/follow-execution.ts'
import { execute } from '../session/run-on-server.ts'
import { uploadAll } from '../session/upload.ts'
import { describeDataset } from '../ui/dataset.ts'

export interface DemoResult {
  dataset: DatasetView
  execution: ExecutionView
  report: ReportView
  exports: { folder: string; files: (ExportFileView & { path: string })[] }
}

/**
 * Uploads files, runs all six stages over them and downloads what came out into `home/exports/<execution id>`.
 *
 * @throws UnprocessableFileError when no file holds conversations that can be read.
 */
export async function runDemo(
  client: Client,
  home: string,
  { paths, name }: { paths: readonly string[]; name?: string },
  context: Pick<CliContext, 'out' | 'signal' | 'environment'>,
): Promise<DemoResult> {
  const { out, signal } = context
  const dataset = await uploadAll(client, paths, { home, force: true, ...(name !== undefined && { name }) }, context)
  // What cannot be read is told with all other losses at the end.
  for (const line of describeDataset(dataset).slice(0, dataset.status === 'ready' ? 1 : undefined)) out.note(line)
  if (dataset.status !== 'ready') throw unreadable(dataset)
  const { id } = await execute(client, [dataset.id], SETTINGS, signal)
  const execution = await followExecution(client, id, context)
  const params = { id }
  const [report, { files }] = await Promise.all([
    client.getReport({ params, signal }),
    client.listExports({ params, signal }),
  ])
  const folder = join(home, 'exports', id)
  await claimFolder(folder, true)
  return {
    dataset,
    execution,
    report,
    exports: { folder, files: await downloadExports(client, id, files, folder, context) },
  }
}

const SETTINGS = {
  executionMode: 'standard',
  qualityThreshold: 0.7,
  enableBiasDetection: true,
  exportFormats: ['jsonl', 'openai_chat', 'csv'],
} satisfies Parameters<typeof execute>[2]

const unreadable = ({ problems }: DatasetView): UnprocessableFileError =>
  new UnprocessableFileError(problems[0]?.message ?? 'No file could be read as conversations.', {
    details: problems.map(({ code, file }) => ({ path: `files.${file ?? 0}`, problem: code })),
  })

import type { Client } from '@techdeck/client'
import { ValidationError } from '@techdeck/core'
import type { CliContext } from '../command.ts'
import { EXIT, exitOfStatus } from '../exit-codes.ts'
import { exists } from '../local/files.ts'
import type { RunSettings } from '../local/run-local.ts'
import { describeDataset } from '../ui/dataset.ts'
import { describeExecution, stageTable } from '../ui/execution.ts'
import { UUID } from './arguments.ts'
import { connect } from './connect.ts'
import { waitForExecution } from './follow-execution.ts'
import { uploadAll, withTerms } from './upload.ts'

interface ServerRunOptions {
  home?: string
  wait?: boolean
  json?: boolean
}

/** Uploads what are files, starts an execution over them and the data sets that were named, and waits where asked to. */
export async function runOnServer(
  inputs: readonly string[],
  settings: RunSettings,
  { home, wait, json }: ServerRunOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal, exit } = context
  const { ids, paths } = await sortInputs(inputs)
  if (settings.mapping && paths.length === 0)
    throw new ValidationError('A mapping is for files: data sets were read with the one that they were uploaded with.')
  const client = await connect(context, home === undefined ? {} : { home })
  if (paths.length > 0) {
    const given = { ...(home !== undefined && { home }), ...(settings.mapping && { mapping: settings.mapping }) }
    const dataset = await withTerms(client, await uploadAll(client, paths, given, context), settings)
    for (const line of describeDataset(dataset)) out.note(line)
    if (dataset.status !== 'ready') {
      exit(EXIT.wrongUse)
      if (json) out.json(dataset)
      return
    }
    ids.push(dataset.id)
  }
  const started = await execute(client, ids, settings, signal)
  if (!wait) {
    if (json) return out.json(started)
    out.line(describeExecution(started))
    return out.note(`Watch it: ./techdeck watch ${started.id}, see what comes out: ./techdeck preview ${started.id}`)
  }
  const ended = await waitForExecution(client, started.id, context)
  exit(exitOfStatus(ended.status))
  if (json) return out.json(ended)
  out.line(describeExecution(ended))
  for (const line of stageTable(ended)) out.line(line)
  if (ended.execution_mode === 'dry_run') {
    const [{ estimate, quality }, { dryRunLines }] = await Promise.all([
      client.getReport({ params: { id: ended.id }, signal }),
      import('../ui/report.ts'),
    ])
    for (const line of estimate ? dryRunLines(estimate, Object.values(quality)) : []) out.line(line)
    return out.note(`See ./techdeck report ${ended.id}, and run it without --mode dry_run to export.`)
  }
  out.note(`See ./techdeck report ${ended.id} and ./techdeck export ${ended.id} --out DIR`)
}

/** Starts an execution; asking again after a broken connection does not start a second one. */
export const execute = (client: Client, ids: string[], settings: RunSettings, signal: AbortSignal) =>
  client.executePipeline({
    body: {
      dataset_ids: ids,
      execution_mode: settings.executionMode,
      quality_threshold: settings.qualityThreshold,
      enable_bias_detection: settings.enableBiasDetection,
      export_formats: settings.exportFormats,
      ...(settings.options && Object.keys(settings.options).length > 0 && { options: settings.options }),
    },
    signal,
  })

/** What is there as a file is one; the rest must look like ids. @throws {@link ValidationError} */
export async function sortInputs(inputs: readonly string[]): Promise<{ ids: string[]; paths: string[] }> {
  const ids: string[] = []
  const paths: string[] = []
  for (const input of inputs)
    if (await exists(input)) paths.push(input)
    else if (UUID.test(input)) ids.push(input)
    else
      throw new ValidationError(`There is no file ${input}, and it is not the id of a data set.`, {
        details: [{ path: input, problem: 'not found' }],
      })
  return { ids, paths }
}

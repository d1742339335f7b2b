import type { LegalBasis } from '@techdeck/contracts'
import { LEGAL_BASES } from '@techdeck/contracts/names'
import { InvalidArgumentError, Option } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { homeOption, parseDays, termsOptions } from '../session/arguments.ts'

interface UploadOptions {
  name?: string
  mapping?: string
  workspace?: string
  force?: boolean
  licence?: string
  consent?: string
  purpose?: string
  legalBasis?: LegalBasis
  retentionDays?: number
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Upload files as one data set and show what they hold',
  define(program, context) {
    program
      .argument('<file...>', 'files, and folders of which all files are taken, sorted by path')
      .option('--name <name>', 'name of the data set; that of the first file when absent', parseName)
      .option('--mapping <json|file>', 'which column means what: JSON, or a file of JSON or YAML')
      .option(...termsOptions[0])
      .option(...termsOptions[1])
      .option('--purpose <text>', 'what the data are used for')
      .addOption(new Option('--legal-basis <basis>', 'by what they may be used').choices(LEGAL_BASES))
      .option('--retention-days <days>', 'after so many days they are deleted', parseDays)
      .option('--workspace <name>', 'the workspace to put it into; among your own when absent')
      .option('--force', 'store the files even where they are a data set already')
      .option(...homeOption)
      .option('--json', 'print the data set as one JSON object')
      .addHelpText('after', EXAMPLES)
      .action((paths: string[], options: UploadOptions) => upload(paths, options, context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck upload sessions.csv
  ./techdeck upload large.jsonl      again after Ctrl-C: goes on where it was
  ./techdeck upload chats/ --name helpline --mapping '{"text": "said", "speaker": "who"}'`

async function upload(paths: string[], options: UploadOptions, context: CliContext): Promise<void> {
  const [{ readMapping }, { connect }, { uploadAll, withTerms }, { describeDataset }, { workspaceIdOf }] =
    await Promise.all([
      import('../local/mapping.ts'),
      import('../session/connect.ts'),
      import('../session/upload.ts'),
      import('../ui/dataset.ts'),
      import('../session/find-workspace.ts'),
    ])
  const mapping = options.mapping === undefined ? undefined : await readMapping(options.mapping)
  const client = await connect(context, options)
  const settings = {
    ...(options.name !== undefined && { name: options.name }),
    ...(mapping !== undefined && { mapping }),
    ...(options.workspace !== undefined && {
      workspaceId: await workspaceIdOf(client, options.workspace, context.signal),
    }),
    ...(options.force && { force: true }),
    ...(options.home !== undefined && { home: options.home }),
  }
  const dataset = await withTerms(client, await uploadAll(client, paths, settings, context), options)
  if (dataset.status !== 'ready') context.exit(EXIT.wrongUse)
  if (options.json) return context.out.json(dataset)
  for (const line of describeDataset(dataset)) context.out.line(line)
  if (dataset.status === 'ready') context.out.note(`Run it: ./techdeck run ${dataset.id} --wait`)
}

function parseName(text: string): string {
  if (text.trim() !== '' && text.length <= 200) return text.trim()
  throw new InvalidArgumentError('It must have 1 to 200 characters.')
}

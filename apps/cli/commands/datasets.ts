import type { CliCommand, CliContext } from '../command.ts'
import { homeOption, parseLimit } from '../session/arguments.ts'

interface DatasetsOptions {
  limit: number
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'List data sets, newest first, or show one',
  define(program, context) {
    program
      .argument('[id]', 'the data set to show')
      .option('--limit <count>', 'how many to list', parseLimit, 50)
      .option(...homeOption)
      .option('--json', 'print one JSON value: a list, or the data set')
      .addHelpText('after', '\nExample:\n  ./techdeck datasets --json | jq -r ".[].id"')
      .action((id: string | undefined, options: DatasetsOptions) => show(id, options, context))
  },
}

async function show(id: string | undefined, options: DatasetsOptions, context: CliContext): Promise<void> {
  const [{ connect }, { takePages }, { datasetTable, describeDataset }] = await Promise.all([
    import('../session/connect.ts'),
    import('../session/pages.ts'),
    import('../ui/dataset.ts'),
  ])
  const { out, signal } = context
  const client = await connect(context, options)
  if (id !== undefined) {
    const dataset = await client.getDataset({ params: { id }, signal })
    if (options.json) out.json(dataset)
    else for (const line of describeDataset(dataset)) out.line(line)
    return
  }
  const { items, more } = await takePages(options.limit, (query) => client.listDatasets({ query, signal }))
  if (options.json) return out.json(items)
  if (items.length === 0) return out.note('There is no data set yet. Upload one: ./techdeck upload FILE')
  for (const line of datasetTable(items)) out.line(line)
  if (more) out.note(`There are more: --limit ${options.limit * 2}`)
}

import type { DeletedView } from '@techdeck/contracts'
import type { CliCommand, CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { parseLimit } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

interface ListOptions extends CommonOptions {
  limit: number
  deleted?: boolean
  workspace?: string
}
interface DeleteOptions {
  now?: boolean
  dryRun?: boolean
}
interface TransferOptions {
  owner?: string
  to?: string
}
interface MappingOptions {
  file?: number
  set?: string
  save?: string
}

export const command: CliCommand = {
  summary: 'List data sets, show one, add files, map columns, delete or restore',
  define(program, context) {
    program
      .argument('[id]', 'the data set to show')
      .option('--limit <count>', 'how many to list', parseLimit, 50)
      .option('--deleted', 'list those that can be restored')
      .option('--workspace <name>', 'list what lies in a workspace; own: what lies in none')
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: a list, or the data set')
    program.action((id: string | undefined, options: ListOptions) => show(id, options, context))
    program
      .command('add <id> <file...>')
      .description('Add files as the next version; only they are inspected, and runs keep the version they began with')
      .option('--force', 'also files that the data set has already')
      .action((id: string, paths: string[], { force = false }: { force?: boolean }) =>
        add(id, paths, force, common(), context),
      )
    program
      .command('versions <id>')
      .description('List what the data set held from version to version')
      .action((id: string) => versions(id, common(), context))
    program
      .command('mapping <id>')
      .description('Show which column means what in a data set; with --set it is read again, as its next version')
      .option('--file <number>', 'the ordinal of a file; else the first is shown, and all are set', Number)
      .option('--set <json|file>', 'what it is to be: JSON, or a file of JSON or YAML')
      .option('--save <file>', 'write it as YAML, for --mapping of inspect, upload and run')
      .action((id: string, options: MappingOptions) => mapping(id, options, common(), context))
    program
      .command('delete <id>')
      .description('Delete a data set; it can be restored for a time')
      .option('--now', 'with no time to restore it (administrators)')
      .option('--dry-run', 'only say what would be deleted')
      .action((id: string, options: DeleteOptions) => remove(id, options, common(), context))
    program
      .command('transfer <id>')
      .description('Give a data set, with its runs, to another owner or into another workspace')
      .option('--owner <email>', 'who is to own it')
      .option('--to <workspace>', 'where it is to lie; own: among the owner’s own')
      .action((id: string, options: TransferOptions) =>
        options.owner === undefined && options.to === undefined
          ? program.error('error: say --owner, --to or both')
          : transfer(id, options, common(), context),
      )
    program
      .command('restore <id>')
      .description('Take a deletion back')
      .action((id: string) => restore(id, common(), context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck datasets --json | jq -r ".[].id"
  ./techdeck datasets add ID more.jsonl
  ./techdeck datasets mapping ID --save mapping.yaml
  ./techdeck datasets delete ID`

async function show(id: string | undefined, options: ListOptions, context: CliContext): Promise<void> {
  const [{ takePages }, { datasetTable, describeDataset }] = await Promise.all([
    import('../session/pages.ts'),
    import('../ui/dataset.ts'),
  ])
  const { out, signal } = context
  const client = await connectAs(options, context)
  if (id !== undefined) {
    const dataset = await client.getDataset({ params: { id }, signal })
    if (options.json) out.json(dataset)
    else for (const line of describeDataset(dataset)) out.line(line)
    return
  }
  const { deleted, workspace } = options
  const { workspaceIdOf } = await import('../session/find-workspace.ts')
  const place = workspace === undefined ? {} : { workspace_id: await workspaceIdOf(client, workspace, signal) }
  const { items, more } = await takePages(options.limit, (query) =>
    client.listDatasets({ query: { ...query, ...place, ...(deleted && { deleted }) }, signal }),
  )
  if (options.json) return out.json(items)
  if (items.length === 0)
    return out.note(
      deleted ? 'No deleted data set can be restored.' : 'There is no data set yet. Upload one: ./techdeck upload FILE',
    )
  for (const line of datasetTable(items)) out.line(line)
  if (more) out.note(`There are more: --limit ${options.limit * 2}`)
}

async function add(
  id: string,
  paths: string[],
  force: boolean,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const [{ addFiles }, { describeDataset }] = await Promise.all([
    import('../session/upload.ts'),
    import('../ui/dataset.ts'),
  ])
  const { out, exit } = context
  const settings = { force, ...(options.home !== undefined && { home: options.home }) }
  const dataset = await addFiles(await connectAs(options, context), id, paths, settings, context)
  if (dataset.status !== 'ready') exit(EXIT.wrongUse)
  if (options.json) return out.json(dataset)
  for (const line of describeDataset(dataset)) out.line(line)
  out.note(`It is at version ${dataset.version}.`)
}

async function versions(id: string, options: CommonOptions, context: CliContext): Promise<void> {
  const { versionTable } = await import('../ui/dataset.ts')
  const { out, signal } = context
  const held = await (await connectAs(options, context)).listVersions({ params: { id }, signal })
  if (options.json) return out.json(held)
  for (const line of versionTable(held)) out.line(line)
}

async function mapping(
  id: string,
  { file, set, save }: MappingOptions,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const [{ readOneMapping, saveMapping }, { toMapping }] = await Promise.all([
    import('../local/mapping.ts'),
    import('@techdeck/formats/given-mapping'),
  ])
  const { out, signal } = context
  const given = set === undefined ? undefined : await readOneMapping(set)
  const client = await connectAs(options, context)
  const only = file === undefined ? {} : { file }
  if (given) {
    const dataset = await client.setMapping({ params: { id }, body: { mapping: given, ...only }, signal })
    if (save !== undefined) await saveMapping(save, toMapping(given))
    if (options.json) return out.json(dataset)
    out.line(`It is read again by that, as version ${dataset.version}.`)
    return out.note(`What came of it: ./techdeck datasets ${id}`)
  }
  const found = await client.getMapping({ params: { id }, query: only, signal })
  if (save !== undefined) await saveMapping(save, toMapping(found.mapping))
  if (options.json) return out.json(found)
  const { printable } = await import('../ui/format.ts')
  const { roles = {}, ...parts } = found.mapping
  for (const [part, columns] of Object.entries(parts)) out.line(`${part} is ${printable([columns].flat().join(', '))}`)
  for (const [speaker, role] of Object.entries(roles)) out.line(`speaker ${printable(speaker)} is ${role}`)
}

async function remove(
  id: string,
  { now, dryRun }: DeleteOptions,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  if (dryRun) {
    const dataset = await client.getDataset({ params: { id }, signal })
    if (options.json) return out.json({ dry_run: true, dataset })
    const { describeDataset } = await import('../ui/dataset.ts')
    for (const line of describeDataset(dataset)) out.line(line)
    return out.note(`It would be deleted${now ? ', with no time to restore it' : ', to be restored for a time'}.`)
  }
  const deleted = await client.deleteDataset({ params: { id }, query: now ? { now } : {}, signal })
  if (options.json) return out.json(deleted)
  for (const line of describeDeleted(deleted)) out.line(line)
}

export function describeDeleted({ id, purge_at, purged, downloads }: DeletedView): string[] {
  const what = purged
    ? `Data set ${id} is gone: its key is destroyed, and nobody can read or restore any of it.`
    : `Data set ${id} is deleted. Until ${purge_at} ./techdeck datasets restore ${id} takes that back.`
  const had = downloads.map(
    ({ name, execution_id, user_id, last_at, count }) =>
      `  ${name ?? 'a file'} of run ${execution_id}, by ${user_id}, ${count === 1 ? 'once' : `${count} times`}, last ${last_at}`,
  )
  return had.length === 0 ? [what] : [what, 'Of its exports these were downloaded, and stay where they are:', ...had]
}

async function transfer(
  id: string,
  { owner, to }: TransferOptions,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const { workspaceIdOf } = await import('../session/find-workspace.ts')
  const client = await connectAs(options, context)
  const body = {
    ...(owner !== undefined && { owner }),
    ...(to !== undefined && { workspace_id: await workspaceIdOf(client, to, signal) }),
  }
  const dataset = await client.transferDataset({ params: { id }, body, signal })
  if (options.json) return out.json(dataset)
  out.line('It is given away, with its runs.')
}

async function restore(id: string, options: CommonOptions, context: CliContext): Promise<void> {
  const { describeDataset } = await import('../ui/dataset.ts')
  const { out, signal } = context
  const dataset = await (await connectAs(options, context)).restoreDataset({ params: { id }, signal })
  if (options.json) return out.json(dataset)
  for (const line of describeDataset(dataset)) out.line(line)
}

import { Option, type Command } from 'commander'
import type { LossKind } from '@techdeck/contracts'
import { LOSS_KINDS } from '@techdeck/contracts/names'
import type { CliCommand, CliContext } from '../command.ts'
import { homeOption, parseLimit } from '../session/arguments.ts'
import { connectAs, type CommonOptions } from '../session/common-options.ts'

interface ListOptions extends CommonOptions {
  kind?: LossKind
  reason?: string
  limit: number
  text?: boolean
}
interface FixOptions extends CommonOptions {
  file?: string
  mapping?: string
  reason?: string
}
interface ReleaseOptions extends CommonOptions {
  dryRun?: boolean
  reason?: string
}

export const command: CliCommand = {
  summary: 'List, show, mend and release the rows of a data set that were kept out',
  define(program, context) {
    program.usage('list|show|fix|release <dataset> …').addHelpText('after', EXAMPLES)
    const verb = (name: string, summary: string, isDefault = false): Command =>
      program
        .command(name, { isDefault })
        .description(summary)
        .argument('<dataset>', 'the data set; its newest execution is looked at')
        .option(...homeOption)
        .option('--json', 'print JSON')
    verb('list', 'what was kept out, by reason and row', true)
      .addOption(new Option('--kind <kind>', 'only these; what waits for a person when absent').choices(LOSS_KINDS))
      .option('--reason <code>', 'only rows with this reason')
      .option('--limit <count>', 'how many to list', parseLimit, 1000)
      .option('--text', 'show the beginning of each row, which may identify people')
      .action((id: string, options: ListOptions) => list(id, options, context))
    verb('show', 'one row as it stands in its file, which may identify people')
      .argument('<row>', 'the id of the row in the list')
      .action((id: string, row: string, options: CommonOptions) => show(id, row, options, context))
    verb('fix', 'mend one row, or all rows with one reason')
      .argument('[row]', 'the id of the row in the list')
      .option('--file <file>', 'what the row should be, in the form of its file; - is standard input')
      .option('--mapping <file>', 'JSON that says which column or field means what in the row')
      .option('--reason <code>', 'with --mapping: all rows with this reason')
      .action((id: string, row: string | undefined, options: FixOptions) => fix(id, row, options, program, context))
    verb('release', 'put mended rows into a new version of the data set')
      .argument('[rows...]', 'ids of rows; all that are mended when absent')
      .option('--reason <text>', 'why, for the audit log; it must identify nobody')
      .option('--dry-run', 'only say which rows would be released')
      .action((id: string, rows: string[], options: ReleaseOptions) => release(id, rows, options, context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck quarantine 0199… --reason invalid_json
  ./techdeck quarantine show 0199… 0.5121
  ./techdeck quarantine fix 0199… 0.5121 --file row.json
  ./techdeck quarantine fix 0199… --reason empty_text --mapping mapping.json
  ./techdeck quarantine release 0199…`

async function list(id: string, options: ListOptions, context: CliContext): Promise<void> {
  const [{ takePages }, { countLines, quarantineTable }] = await Promise.all([
    import('../session/pages.ts'),
    import('../ui/quarantine.ts'),
  ])
  const { out, signal } = context
  const client = await connectAs(options, context)
  const { kind, reason } = options
  const only = { ...(kind !== undefined && { kind }), ...(reason !== undefined && { reason }) }
  const { items, more } = await takePages(options.limit, (page) =>
    client.listQuarantine({ params: { id }, query: { ...page, ...only }, signal }),
  )
  if (options.json) return out.json(items)
  const counts = await client.countQuarantine({ params: { id }, signal })
  for (const line of countLines(counts)) out.line(line)
  if (items.length === 0) return out.note('Nothing was kept out.')
  for (const line of ['', ...quarantineTable(items, options.text)]) out.line(line)
  if (options.text && items.some((row) => row.excerpt_gone))
    out.note(`How some rows began is not kept any longer. The row itself: ./techdeck quarantine show ${id} ROW`)
  if (more) out.note(`There are more: --limit ${options.limit * 2}`)
}

async function show(id: string, row: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const found = await client.getQuarantinedRow({ params: { id, row }, signal: context.signal })
  if (options.json) return context.out.json(found)
  const { describeRow } = await import('../ui/quarantine.ts')
  for (const line of describeRow(found)) context.out.line(line)
}

async function fix(
  id: string,
  row: string | undefined,
  options: FixOptions,
  program: Command,
  context: CliContext,
): Promise<void> {
  const { out, signal, stdin } = context
  if ((row === undefined) === (options.reason === undefined))
    program.error('error: name a row, or all rows with one --reason')
  if (options.reason !== undefined && options.file !== undefined) program.error('error: --file mends one row; name it')
  const { contentOf, mappingOf } = await import('../session/mend-files.ts')
  const content = options.file === undefined ? undefined : await contentOf(options.file, stdin)
  const mapping = options.mapping === undefined ? undefined : await mappingOf(options.mapping)
  if (content === undefined && mapping === undefined) program.error('error: --file or --mapping is needed')
  const body = { ...(content !== undefined && { content }), ...(mapping && { mapping }) }
  const client = await connectAs(options, context)
  const rows = row === undefined ? await rowsWith(options.reason) : [row]
  const fixed = []
  let refused = 0
  for (const each of rows)
    try {
      fixed.push(await client.fixRow({ params: { id, row: each }, body, signal }))
    } catch (error) {
      if (row !== undefined || (error as { status?: number }).status !== 400) throw error
      refused++
    }
  if (options.json) return out.json({ fixed, refused })
  for (const { id: one, turns, joins_conversation: joins } of fixed)
    out.line(`${one}: ${turns} ${turns === 1 ? 'turn' : 'turns'}${joins ? ', part of a conversation' : ''}`)
  if (refused > 0) out.note(`${refused} rows still cannot be read with this mapping.`)
  if (fixed.length > 0) out.note(`Release ${fixed.length === 1 ? 'it' : 'them'}: ./techdeck quarantine release ${id}`)

  async function rowsWith(reason = ''): Promise<string[]> {
    const { takePages } = await import('../session/pages.ts')
    const { items } = await takePages(10_000, (page) =>
      client.listQuarantine({ params: { id }, query: { ...page, reason }, signal }),
    )
    return items.filter(({ mend, position }) => position !== null && mend?.status !== 'released').map((each) => each.id)
  }
}

async function release(id: string, rows: string[], options: ReleaseOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const { reason } = options
  if (options.dryRun) {
    const { takePages } = await import('../session/pages.ts')
    const { items } = await takePages(10_000, (page) =>
      client.listQuarantine({ params: { id }, query: page, signal: context.signal }),
    )
    const mended = items.filter((row) => row.mend?.status === 'fixed' && (rows.length === 0 || rows.includes(row.id)))
    const ids = mended.map((row) => row.id)
    if (options.json) return context.out.json({ dry_run: true, rows: ids })
    for (const each of ids) context.out.line(each)
    return context.out.note(`${ids.length} ${ids.length === 1 ? 'row' : 'rows'} would be released.`)
  }
  const body = { ...(rows.length > 0 && { rows }), ...(reason !== undefined && { reason }) }
  const done = await client.releaseRows({ params: { id }, body, signal: context.signal })
  if (options.json) return context.out.json(done)
  const { released, dataset } = done
  context.out.line(`${released} ${released === 1 ? 'row is' : 'rows are'} part of version ${dataset.version} now.`)
  context.out.note(`Run it: ./techdeck run ${id}`)
}

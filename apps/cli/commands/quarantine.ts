import { Option } from 'commander'
import { LOSS_KINDS, type LossKind, type QuarantineRowView } from '@techdeck/contracts'
import type { CliCommand, CliContext } from '../command.ts'
import { homeOption, parseLimit } from '../session/arguments.ts'
import { printable } from '../ui/format.ts'
import { table } from '../ui/table.ts'

interface QuarantineOptions {
  kind?: LossKind
  limit: number
  text?: boolean
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'List the rows of a data set that were kept out, with position and reason',
  define(program, context) {
    program
      .argument('<dataset>', 'the data set; its newest execution is looked at')
      .addOption(new Option('--kind <kind>', 'only these; what waits for a person when absent').choices(LOSS_KINDS))
      .option('--limit <count>', 'how many to list', parseLimit, 1000)
      .option('--text', 'show the beginning of each row, which may identify people')
      .option(...homeOption)
      .option('--json', 'print the rows as one JSON array')
      .addHelpText('after', '\nExample:\n  ./techdeck quarantine 0199… --kind rejected')
      .action((id: string, options: QuarantineOptions) => list(id, options, context))
  },
}

async function list(id: string, options: QuarantineOptions, context: CliContext): Promise<void> {
  const [{ connect }, { takePages }] = await Promise.all([
    import('../session/connect.ts'),
    import('../session/pages.ts'),
  ])
  const { out, signal } = context
  const client = await connect(context, options)
  const kind = options.kind === undefined ? {} : { kind: options.kind }
  const { items, more } = await takePages(options.limit, (page) =>
    client.listQuarantine({ params: { id }, query: { ...page, ...kind }, signal }),
  )
  if (options.json) return out.json(items)
  if (items.length === 0) return out.note('Nothing was kept out.')
  for (const line of quarantineTable(items, options.text)) out.line(line)
  if (more) out.note(`There are more: --limit ${options.limit * 2}`)
}

/** Rows as a table; with `text`, each followed by the beginning of what it says. */
export function quarantineTable(rows: readonly QuarantineRowView[], text = false): string[] {
  const [header = '', ...lines] = table(
    ['file', 'line', 'row', 'byte', 'stage', 'as', 'because', 'rows'],
    rows.map(({ position, stage, kind, reason_code, count }) => [
      position === null ? undefined : String(position.file),
      position?.line,
      position?.row,
      position?.byte_offset,
      stage,
      kind,
      reason_code,
      count,
    ]),
    '',
  )
  return [
    header,
    ...lines.flatMap((line, index) => {
      const excerpt = rows[index]?.excerpt
      return text && excerpt !== undefined ? [line, `    ${printable(excerpt)}`] : [line]
    }),
  ]
}

import type { LegalBasis } from '@techdeck/contracts'
import { LEGAL_BASES } from '@techdeck/contracts/names'
import { plural } from '@techdeck/client/figures'
import { Option } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { parseDays } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

interface Handling {
  purpose?: string
  legalBasis?: LegalBasis
  retentionDays?: number
}

export const command: CliCommand = {
  summary: 'What data sets are for, how long they stay, and deleting those whose time is over',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES)
    program
      .command('set <dataset>')
      .description('Say what a data set is for, on what legal basis, and how many days it stays')
      .option('--purpose <text>', 'what the data are used for')
      .addOption(new Option('--legal-basis <basis>', 'by what they may be used').choices(LEGAL_BASES))
      .option('--retention-days <days>', 'from its upload on', parseDays)
      .action((id: string, handling: Handling) => set(id, { ...common(), ...handling }, context))
    program
      .command('sweep')
      .description('Delete data sets and raw text whose time is over, as happens by itself each hour')
      .option('--dry-run', 'only say which')
      .action(({ dryRun = false }: { dryRun?: boolean }) => sweep(dryRun, common(), context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck retention set ID --purpose "training of a triage model" --legal-basis consent --retention-days 90
  ./techdeck retention sweep --dry-run

More: docs/retention.md`

async function set(id: string, options: CommonOptions & Handling, context: CliContext): Promise<void> {
  const { purpose, legalBasis, retentionDays } = options
  const body = {
    ...(purpose !== undefined && { purpose }),
    ...(legalBasis !== undefined && { legal_basis: legalBasis }),
    ...(retentionDays !== undefined && { retention_days: retentionDays }),
  }
  const client = await connectAs(options, context)
  const dataset = await client.renameDataset({ params: { id }, body, signal: context.signal })
  const { out } = context
  if (options.json) return out.json(dataset)
  const { printable } = await import('../ui/format.ts')
  out.line(`purpose      ${printable(dataset.purpose ?? '–')}`)
  out.line(`legal basis  ${dataset.legal_basis ?? '–'}`)
  out.line(`stays until  ${dataset.retain_until ?? 'somebody deletes it'}`)
}

async function sweep(dryRun: boolean, options: CommonOptions, context: CliContext): Promise<void> {
  const [client, { table }] = await Promise.all([connectAs(options, context), import('../ui/table.ts')])
  const { out, signal } = context
  const { datasets, texts, unpacked } = await client.sweepRetention({ body: { dry_run: dryRun }, signal })
  if (options.json) return out.json({ dry_run: dryRun, datasets, texts, unpacked })
  if (texts.length > 0) {
    const held = texts.filter(({ needed_by: runs }) => runs.length > 0).length
    out.note(
      `${plural(texts.length - held, 'run')} whose raw and canonical text ${dryRun ? 'would be' : 'is'} removed${held > 0 ? `; that of ${plural(held, 'run')} stays for later ones` : ''}.`,
    )
  }
  if (unpacked.length > 0) {
    const held = unpacked.filter(({ needed_by: runs }) => runs.length > 0).length
    out.note(
      `${plural(unpacked.length - held, 'data set')} whose unpacked files ${dryRun ? 'would be' : 'are'} removed${held > 0 ? `; those of ${plural(held, 'data set')} stay for runs` : ''}.`,
    )
  }
  if (datasets.length === 0) return out.note('The retention of no data set is over.')
  const rows = datasets.map(({ dataset_id: id, due_at: due, artifacts, needed_by: runs }) => [
    id,
    due,
    artifacts,
    runs.length > 0 ? `stays: ${plural(runs.length, 'run')} at work` : dryRun ? 'would be deleted' : 'deleted',
  ])
  for (const line of table(['data set', 'was due', 'artifacts', ''], rows)) out.line(line)
}

import type { QuotasView, SetQuotasBody } from '@techdeck/contracts'
import { formatBytes, formatCount } from '@techdeck/client/figures'
import { InvalidArgumentError, type Command } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'
import { findUser } from '../session/find-user.ts'

export const command: CliCommand = {
  summary: 'What a user may have and has: bytes, runs a day and at once, rows a day',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: the limits, and what is used')
    program
      .argument('[email]', 'a user; you, when nobody is named')
      .action((email: string | undefined) => show(email, common(), context))
    program
      .command('set <email>')
      .description('Give a user limits of their own: a number, "none", or "default" for those of everybody')
      .option('--bytes <limit>', 'bytes of data sets and open uploads', parseQuota)
      .option('--runs-a-day <limit>', 'runs that are begun in 24 hours', parseQuota)
      .option('--runs-at-once <limit>', 'runs that are at work', parseQuota)
      .option('--rows-a-day <limit>', 'rows of runs that are begun in 24 hours', parseQuota)
      .action((email: string, limits: Limits, set: Command) => change(email, limits, set, common(), context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck quotas
  ./techdeck quotas set ada@example.org --runs-a-day 50 --bytes none`

type Limit = number | 'none' | 'default'
interface Limits {
  bytes?: Limit
  runsADay?: Limit
  runsAtOnce?: Limit
  rowsADay?: Limit
}

function parseQuota(text: string): Limit {
  if (text === 'default' || text === 'none') return text
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number, "none" or "default".')
}

/** As the wire has it. */
const limitOf = (limit: Limit): number | null | 'default' => (limit === 'none' ? null : limit)

async function show(email: string | undefined, options: CommonOptions, context: CliContext): Promise<void> {
  const { signal } = context
  const client = await connectAs(options, context)
  const quotas =
    email === undefined
      ? await client.getMyQuotas({ signal })
      : await client.getQuotas({ params: { id: (await findUser(client, email, signal)).id }, signal })
  await print(quotas, options, context)
}

async function change(
  email: string,
  { bytes, runsADay, runsAtOnce, rowsADay }: Limits,
  set: Command,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const body: SetQuotasBody = {
    ...(bytes !== undefined && { bytes: limitOf(bytes) }),
    ...(runsADay !== undefined && { runs_a_day: limitOf(runsADay) }),
    ...(runsAtOnce !== undefined && { runs_at_once: limitOf(runsAtOnce) }),
    ...(rowsADay !== undefined && { rows_a_day: limitOf(rowsADay) }),
  }
  if (Object.keys(body).length === 0) set.error('error: name a limit, such as --runs-a-day 50')
  const { signal } = context
  const client = await connectAs(options, context)
  const { id } = await findUser(client, email, signal)
  await print(await client.setQuotas({ params: { id }, body, signal }), options, context)
}

async function print(quotas: QuotasView, { json }: CommonOptions, { out }: CliContext): Promise<void> {
  if (json) return out.json(quotas)
  const { table } = await import('../ui/table.ts')
  const rows = [
    row('bytes stored', quotas.bytes, formatBytes),
    row('runs in 24 hours', quotas.runs_a_day),
    row('runs at once', quotas.runs_at_once),
    row('rows in 24 hours', quotas.rows_a_day),
  ]
  for (const line of table(['what', 'used', 'limit', 'whose'], rows, '')) out.line(line)
}

const row = (name: string, { used, limit, own }: QuotasView['bytes'], format = formatCount) => [
  name,
  format(used),
  limit === null ? 'no limit' : format(limit),
  own ? 'their own' : 'everybody’s',
]

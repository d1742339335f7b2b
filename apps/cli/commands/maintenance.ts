import type { MaintenanceView } from '@techdeck/contracts'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Let no new runs and uploads begin for a while, and say why',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: the maintenance, or null')
    program.action(() => show(common(), context))
    program
      .command('on')
      .description('Begin; runs under way end, and everything can be read')
      .option('--message <text>', 'what people are told')
      .action(({ message }: { message?: string }) => begin(message, common(), context))
    program
      .command('off')
      .description('Take work again')
      .action(() => end(common(), context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck maintenance on --message "A disk is changed until six."
  ./techdeck maintenance
  ./techdeck maintenance off`

async function show(options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  await say(await client.getMaintenance({ signal: context.signal }), options, context)
}

async function begin(message: string | undefined, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const body = message === undefined ? {} : { message }
  await say(await client.beginMaintenance({ body, signal: context.signal }), options, context)
}

async function end(options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const { ended } = await client.endMaintenance({ signal })
  if (options.json) return out.json(null)
  out.line(ended ? 'Runs and uploads are taken again.' : 'There was no maintenance.')
}

async function say(under: MaintenanceView | null, options: CommonOptions, { out }: CliContext): Promise<void> {
  if (options.json) return out.json(under)
  if (under === null) return out.line('There is no maintenance: runs and uploads are taken.')
  const { formatTime, printable } = await import('../ui/format.ts')
  out.line(`Since ${formatTime(under.since)}, by ${under.by}: ${printable(under.message)}`)
  out.note('No new runs and uploads begin. Take work again: ./techdeck maintenance off')
}

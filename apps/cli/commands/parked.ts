import type { ParkedShardView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import type { Command } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Shards that could not be worked on: list them, and work on them again',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: {shards, more}, or what was replayed')
    program
      .option('--execution <id>', 'of one run alone')
      .action((options: CommonOptions & { execution?: string }) => list(options, context))
    program
      .command('replay')
      .argument('[shard...]', 'ids of shards, as the list has them')
      .option('--all', 'all of the workspace')
      .description('Work on them again, and on the stages after theirs; what is done is not done again')
      .action((ids: string[], { all = false }: { all?: boolean }, replay: Command) => {
        const { execution } = program.opts<{ execution?: string }>()
        if ([ids.length > 0, all, execution !== undefined].filter(Boolean).length !== 1)
          replay.error('error: name shards, --execution or --all')
        return replayThem({ ids, execution }, common(), context)
      })
  },
}

const EXAMPLES = `
Examples:
  ./techdeck parked
  ./techdeck parked --execution ID replay
  ./techdeck parked replay --all

More: docs/queues.md`

async function list(options: CommonOptions & { execution?: string }, context: CliContext): Promise<void> {
  const [client, { table }, { formatTime }] = await Promise.all([
    connectAs(options, context),
    import('../ui/table.ts'),
    import('../ui/format.ts'),
  ])
  const { out, signal } = context
  const query = options.execution === undefined ? {} : { execution_id: options.execution }
  const parked = await client.listParked({ query, signal })
  if (options.json) return out.json(parked)
  if (parked.shards.length === 0) return out.note('No shard is parked.')
  const row = (shard: ParkedShardView) => [
    shard.stage,
    shard.error_code,
    shard.attempts,
    formatTime(shard.parked_at),
    shard.execution_status,
    shard.id,
  ]
  const head = ['stage', 'reason', 'attempts', 'since', 'run', 'id']
  for (const line of table(head, parked.shards.map(row), '')) out.line(line)
  if (parked.more) out.note('There are more, parked earlier.')
  out.note('Once what kept them from it is mended: ./techdeck parked replay ID, or --all')
}

async function replayThem(
  { ids, execution }: { ids: string[]; execution?: string | undefined },
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const body =
    ids.length > 0 ? { shards: ids } : execution === undefined ? { all: true as const } : { execution_id: execution }
  const replayed = await client.replayParked({ body, signal })
  if (options.json) return out.json(replayed)
  const { execution_ids: runs, not_now: later } = replayed
  out.line(`${plural(replayed.replayed, 'shard')} of ${plural(runs.length, 'run')} are worked on again.`)
  if (later.length > 0) out.note(`Still at work, so replay theirs once they have ended: ${later.join(', ')}`)
}

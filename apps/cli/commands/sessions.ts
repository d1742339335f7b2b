import type { SessionView } from '@techdeck/contracts'
import type { Command } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Show where you are signed in, or sign out elsewhere',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: a list, or {ended}')
    program.action(() => list(common(), context))
    program
      .command('end')
      .argument('[id]', 'the session to end')
      .option('--others', 'end all sessions but this one')
      .option('--all', 'end all sessions')
      .description('End a session, all others, or all')
      .action((id: string | undefined, which: { others?: boolean; all?: boolean }, end: Command) =>
        endSome(end, { id, ...which }, common(), context),
      )
  },
}

const EXAMPLES = `
Examples:
  ./techdeck sessions end 0199aaaa-0000-7000-8000-000000000001
  ./techdeck sessions end --others`

async function list({ json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const [{ connect }, { table }, { formatTime }] = await Promise.all([
    import('../session/connect.ts'),
    import('../ui/table.ts'),
    import('../ui/format.ts'),
  ])
  const { out, signal } = context
  const sessions = await (await connect(context, options)).listSessions({ signal })
  if (json) return out.json(sessions)
  if (sessions.length === 0) return out.note('There is no session; this token belongs to none.')
  const row = ({ id, client, current, ip_address, user_agent, last_active_at, idle_at }: SessionView) => [
    id,
    current ? `${client} (this)` : client,
    ip_address,
    user_agent,
    formatTime(last_active_at),
    formatTime(idle_at),
  ]
  const header = ['id', 'client', 'address', 'program', 'last active', 'ends unless used']
  for (const line of table(header, sessions.map(row), '')) out.line(line)
}

async function endSome(
  end: Command,
  { id, others, all }: { id?: string | undefined; others?: boolean; all?: boolean },
  { json, ...options }: CommonOptions,
  context: CliContext,
): Promise<void> {
  if ([id, others, all].filter(Boolean).length !== 1) end.error('error: name one session, --others or --all')
  const { connect } = await import('../session/connect.ts')
  const { out, signal } = context
  const client = await connect(context, options)
  const { ended } =
    id === undefined
      ? await client.endSessions({ query: others ? { keep: 'current' } : {}, signal })
      : await client.endSession({ params: { id }, signal })
  if (json) out.json({ ended })
  else out.line(`Ended ${ended} session${ended === 1 ? '' : 's'}.`)
}

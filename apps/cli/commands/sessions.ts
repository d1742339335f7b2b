import type { SessionView } from '@techdeck/contracts'
import type { Command } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { takeCommonOptions, type CommonOptions } from '../session/common-options.ts'
import { findUser } from '../session/find-user.ts'

export const command: CliCommand = {
  summary: 'Show where you or a user are signed in, or sign out elsewhere',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: a list, or {ended}')
    program
      .option('--user <email>', 'of somebody else, for administrators')
      .action((options: CommonOptions & { user?: string }) => list(options, context))
    program
      .command('end')
      .argument('[id]', 'the session to end')
      .option('--others', 'end all sessions but this one')
      .option('--all', 'end all sessions')
      .option('--tokens', 'with --user and --all: revoke their API tokens, too')
      .description('End a session, all others, or all')
      .action((id: string | undefined, which: { others?: boolean; all?: boolean; tokens?: boolean }, end: Command) =>
        endSome(end, { id, ...which }, { ...common(), ...program.opts<{ user?: string }>() }, context),
      )
  },
}

const EXAMPLES = `
Examples:
  ./techdeck sessions end 0199aaaa-0000-7000-8000-000000000001
  ./techdeck sessions end --others
  ./techdeck sessions --user ada@example.org
  ./techdeck sessions --user ada@example.org end --all`

async function list({ json, user, ...options }: CommonOptions & { user?: string }, context: CliContext): Promise<void> {
  const [{ connect }, { table }, { formatTime }] = await Promise.all([
    import('../session/connect.ts'),
    import('../ui/table.ts'),
    import('../ui/format.ts'),
  ])
  const { out, signal } = context
  const api = await connect(context, options)
  const query = user === undefined ? {} : { user_id: (await findUser(api, user, signal)).id }
  const sessions = await api.listSessions({ query, signal })
  if (json) return out.json(sessions)
  if (sessions.length === 0)
    return out.note(user === undefined ? 'There is no session; this token belongs to none.' : 'There is no session.')
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
  { id, others, all, tokens }: { id?: string | undefined; others?: boolean; all?: boolean; tokens?: boolean },
  { json, user, ...options }: CommonOptions & { user?: string },
  context: CliContext,
): Promise<void> {
  if (tokens && (user === undefined || !all)) end.error('error: --tokens goes with --user and --all')
  if (user !== undefined && others) end.error('error: --others is of your own sessions')
  if ([id, others, all].filter(Boolean).length !== 1) end.error('error: name one session, --others or --all')
  const { connect } = await import('../session/connect.ts')
  const { out, signal } = context
  const client = await connect(context, options)
  const { ended } =
    id !== undefined
      ? await client.endSession({ params: { id }, signal })
      : user === undefined
        ? await client.endSessions({ query: others ? { keep: 'current' } : {}, signal })
        : await client.endUserSessions({
            params: { id: (await findUser(client, user, signal)).id },
            query: { tokens: tokens ? 'revoke' : 'keep' },
            signal,
          })
  if (json) out.json({ ended })
  else out.line(`Ended ${ended} session${ended === 1 ? '' : 's'}.`)
}

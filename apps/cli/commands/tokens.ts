import type { ApiTokenView, Permission } from '@techdeck/contracts'
import { LONGEST_TOKEN_DAYS, PERMISSIONS } from '@techdeck/contracts/names'
import { plural } from '@techdeck/client/figures'
import { InvalidArgumentError, Option } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { parseUpTo } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'
import { findUser } from '../session/find-user.ts'

interface AddOptions {
  agent?: boolean
  scope?: Permission[]
  days: number
}

export const command: CliCommand = {
  summary: 'List, make and revoke tokens of yours for scripts and agents',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: a list, or the token')
    program
      .option('--user <email>', 'of somebody else, for administrators')
      .action((options: CommonOptions & { user?: string }) => list(options, context))
    program
      .command('add <name>')
      .description('Make a token; it is printed once')
      .option('--agent', 'for a program that acts by itself: what it does is marked so')
      .addOption(
        new Option('--scope <permission…>', 'what it may do; the main job when absent')
          .choices(PERMISSIONS)
          .argParser((each: string, before?: Permission[]) => [...(before ?? []), checked(each)]),
      )
      .option('--days <count>', `how long it is good, at most ${LONGEST_TOKEN_DAYS}`, parseUpTo(LONGEST_TOKEN_DAYS), 90)
      .action((name: string, options: AddOptions) => add(name, options, common(), context))
    program
      .command('revoke <id>')
      .description('Revoke a token; it stops working within a second')
      .action((id: string) => revoke(id, common(), context))
  },
}

const EXAMPLES = `
A token goes where an access token goes: TECHDECK_TOKEN, or the header "authorization: Bearer …", also of MCP.

Examples:
  ./techdeck tokens add nightly --scope dataset:read --scope pipeline:read --days 30
  ./techdeck tokens add claude --agent
  ./techdeck tokens --user ada@example.org`

async function list({ json, user, ...options }: CommonOptions & { user?: string }, context: CliContext): Promise<void> {
  const [client, { table }, { formatTime }] = await Promise.all([
    connectAs(options, context),
    import('../ui/table.ts'),
    import('../ui/format.ts'),
  ])
  const { out, signal } = context
  const query = user === undefined ? {} : { user_id: (await findUser(client, user, signal)).id }
  const tokens = await client.listApiTokens({ query, signal })
  if (json) return out.json(tokens)
  if (tokens.length === 0)
    return out.note(user ? 'They have no token.' : 'There is no token. Make one: ./techdeck tokens add NAME')
  const row = ({ id, name, kind, scopes, expires_at, last_used_at }: ApiTokenView) => [
    name,
    kind,
    formatTime(expires_at),
    last_used_at && formatTime(last_used_at),
    scopes.join(' '),
    id,
  ]
  const header = ['name', 'kind', 'good until', 'last used', 'may', 'id']
  for (const line of table(header, tokens.map(row), '')) out.line(line)
}

async function add(
  name: string,
  { agent, scope, days }: AddOptions,
  { json, ...options }: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const body = { name, kind: agent ? ('agent' as const) : ('personal' as const), expires_in_days: days }
  const made = await client.createApiToken({ body: { ...body, ...(scope && { scopes: scope }) }, signal })
  if (json) return out.json(made)
  out.line(made.token)
  out.note(`It is not shown again. It is good for ${plural(days, 'day')} and may: ${made.scopes.join(' ')}`)
}

async function revoke(id: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const answer = await (await connectAs(options, context)).revokeApiToken({ params: { id }, signal })
  if (json) out.json(answer)
  else out.line('The token is revoked.')
}

function checked(text: string): Permission {
  const permission = PERMISSIONS.find((each) => each === text)
  if (permission !== undefined) return permission
  throw new InvalidArgumentError(`It must be one of ${PERMISSIONS.join(', ')}.`)
}

import type { TeamRole, TeamView } from '@techdeck/contracts'
import { TEAM_ROLES } from '@techdeck/contracts/names'
import { Option } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'
import { printable } from '../ui/format.ts'

export const command: CliCommand = {
  summary: 'List and change teams, with which data sets are shared',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: a list, or the team')
    program.action(() => list(common(), context))
    program
      .command('add <name>')
      .description('Make a team')
      .action((name: string) => add(name, common(), context))
    program
      .command('remove <team>')
      .description('Remove a team; what was shared with it is not any more')
      .action((team: string) => remove(team, common(), context))
    program
      .command('member <team> <email>')
      .description('Take somebody into a team, change their role in it, or take them out')
      .addOption(new Option('--role <role>', 'managers say who is in it').choices(TEAM_ROLES).default('member'))
      .option('--out', 'take them out')
      .action((team: string, email: string, options: { role: TeamRole; out?: boolean }) =>
        setMember(team, email, options, common(), context),
      )
  },
}

const EXAMPLES = `
Examples:
  ./techdeck teams add north
  ./techdeck teams member north ada@example.org --role manager
  ./techdeck share DATASET north --role editor`

async function list({ json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const teams = await (await connectAs(options, context)).listTeams({ signal })
  if (json) return out.json(teams)
  if (teams.length === 0) return out.note('You are in no team.')
  for (const team of teams) show(team, out)
}

async function add(name: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const team = await (await connectAs(options, context)).createTeam({ body: { name }, signal })
  if (json) out.json(team)
  else show(team, out)
}

async function remove(name: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const { findTeam } = await import('../session/find-team.ts')
  const client = await connectAs(options, context)
  const { id } = await findTeam(client, name, signal)
  const ended = await client.deleteTeam({ params: { id }, signal })
  if (json) out.json(ended)
  else out.line(`The team is removed; ${ended.shares_ended} data sets were shared with it.`)
}

async function setMember(
  name: string,
  email: string,
  { role, out: leaves }: { role: TeamRole; out?: boolean },
  { json, ...options }: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const [{ findTeam }, { NotFoundError }] = await Promise.all([
    import('../session/find-team.ts'),
    import('@techdeck/core'),
  ])
  const client = await connectAs(options, context)
  const { id, members } = await findTeam(client, name, signal)
  const member = members.find((each) => each.email === email.trim().toLowerCase())
  if (leaves && !member) throw new NotFoundError(`${email} is not in the team.`)
  const team = leaves
    ? await client.removeMember({ params: { id, user_id: member!.user_id }, signal })
    : await client.setMember({ params: { id }, body: { email, role }, signal })
  if (json) out.json(team)
  else show(team, out)
}

function show({ name, members }: TeamView, out: CliContext['out']): void {
  const people = members.map(({ email, role }) => (role === 'manager' ? `${email} (manager)` : email))
  out.line(printable(`${name}: ${people.join(', ') || 'nobody'}`))
}

import type { WorkspaceRole, WorkspaceView } from '@techdeck/contracts'
import { WORKSPACE_ROLES } from '@techdeck/contracts/names'
import { Option } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'
import { printable } from '../ui/format.ts'

export const command: CliCommand = {
  summary: 'List and change workspaces, whose data sets belong to several people',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: a list, or the workspace')
    program.action(() => list(common(), context))
    program
      .command('add <name>')
      .description('Make a workspace (moderators and administrators)')
      .option('--owner <email>', 'its first owner, where that is not you')
      .action((name: string, { owner }: { owner?: string }) => add(name, owner, common(), context))
    program
      .command('remove <workspace>')
      .description('Remove a workspace in which no data set lies any more')
      .action((name: string) => remove(name, common(), context))
    program
      .command('member <workspace> <email>')
      .description('Take somebody into a workspace, change their role in it, or take them out')
      .addOption(new Option('--role <role>', 'owners say who is in it').choices(WORKSPACE_ROLES).default('viewer'))
      .option('--out', 'take them out')
      .action((name: string, email: string, options: MemberOptions) =>
        setMember(name, email, options, common(), context),
      )
  },
}

interface MemberOptions {
  role: WorkspaceRole
  out?: boolean
}

const EXAMPLES = `
Viewers look at all that lies in a workspace; reviewers also at what was left out, and judge; editors also put data sets
into it, change and run them; owners also share, delete and give away, and say who is in it.

Examples:
  ./techdeck workspaces add helpline --owner ada@example.org
  ./techdeck workspaces member helpline sam@example.org --role editor
  ./techdeck upload calls.csv --workspace helpline
  ./techdeck datasets --workspace helpline`

async function list({ json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const workspaces = await (await connectAs(options, context)).listWorkspaces({ signal })
  if (json) return out.json(workspaces)
  if (workspaces.length === 0) return out.note('You are in no workspace: your data sets are your own.')
  for (const workspace of workspaces) show(workspace, out)
}

async function add(
  name: string,
  owner: string | undefined,
  { json, ...options }: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const body = { name, ...(owner !== undefined && { owner }) }
  const workspace = await (await connectAs(options, context)).createWorkspace({ body, signal })
  if (json) out.json(workspace)
  else show(workspace, out)
}

async function remove(name: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const { findWorkspace } = await import('../session/find-workspace.ts')
  const client = await connectAs(options, context)
  const { id } = await findWorkspace(client, name, signal)
  const removed = await client.deleteWorkspace({ params: { id }, signal })
  if (json) out.json(removed)
  else out.line('The workspace is removed.')
}

async function setMember(
  name: string,
  email: string,
  { role, out: leaves }: MemberOptions,
  { json, ...options }: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const [{ findWorkspace }, { NotFoundError }] = await Promise.all([
    import('../session/find-workspace.ts'),
    import('@techdeck/core'),
  ])
  const client = await connectAs(options, context)
  const { id, members } = await findWorkspace(client, name, signal)
  const member = members.find((each) => each.email === email.trim().toLowerCase())
  if (leaves && !member) throw new NotFoundError('There is no such member of the workspace.')
  const workspace =
    leaves && member
      ? await client.removeWorkspaceMember({ params: { id, user_id: member.user_id }, signal })
      : await client.setWorkspaceMember({ params: { id }, body: { email, role }, signal })
  if (json) out.json(workspace)
  else show(workspace, out)
}

function show({ name, members }: WorkspaceView, out: CliContext['out']): void {
  const people = members.map(({ email, role }) => `${email} (${role})`)
  out.line(printable(`${name}: ${people.join(', ')}`))
}

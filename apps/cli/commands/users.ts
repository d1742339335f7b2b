import type { LinkView, ManagedUserView, UpdateUserBody, UserRole } from '@techdeck/contracts'
import { USER_ROLES } from '@techdeck/contracts/names'
import { Option } from 'commander'
import type { CliCommand, CliContext } from '../command.ts'
import { parseLimit } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'
import { findUser } from '../session/find-user.ts'

export const command: CliCommand = {
  summary: 'List, add, change, disable users, or make links to set passwords',
  define(program, context) {
    const change = (email: string, to: UpdateUserBody) => changeUser(email, to, common(), context)
    program.option('--limit <count>', 'how many to list', parseLimit, 50)
    const common = takeCommonOptions(program, EXAMPLES, 'print one JSON value: a list, or the user')
    program.action((options: CommonOptions & { limit: number }) => list(options, context))
    program
      .command('add <email>')
      .description('Add a user; prints a one-time link by which they set their password')
      .addOption(roles().default('user'))
      .option('--admin', 'short for --role admin')
      .action((email: string, { role, admin }: { role: UserRole; admin?: boolean }) =>
        addUser(email, admin ? 'admin' : role, common(), context),
      )
    program
      .command('role <email>')
      .description('Change what a user may do')
      .addOption(roles().makeOptionMandatory())
      .action((email: string, { role }: { role: UserRole }) => change(email, { role }))
    program
      .command('disable <email>')
      .description('Keep a user out; their sessions end')
      .action((email: string) => change(email, { is_active: false }))
    program
      .command('enable <email>')
      .description('Let a user in again')
      .action((email: string) => change(email, { is_active: true }))
    program
      .command('reset <email>')
      .description('Make a one-time link by which a user sets a new password')
      .action((email: string) => resetUser(email, common(), context))
    program
      .command('reset-second-factor <email>')
      .description('Take away the second factor of a user who lost it; their sessions end')
      .action((email: string) => resetSecondFactor(email, common(), context))
  },
}

const roles = () => new Option('--role <role>', 'what they may do').choices(USER_ROLES)

const EXAMPLES = `
On the stack of this machine no sign-in is needed.

Examples:
  ./techdeck users add ada@example.org --admin
  ./techdeck users disable sam@example.org`

async function list({ limit, ...options }: CommonOptions & { limit: number }, context: CliContext): Promise<void> {
  const [client, { takePages }, { table }, { formatTime }] = await Promise.all([
    connectAs(options, context),
    import('../session/pages.ts'),
    import('../ui/table.ts'),
    import('../ui/format.ts'),
  ])
  const { out, signal } = context
  const { items, more } = await takePages(limit, (query) => client.listUsers({ query, signal }))
  if (options.json) return out.json(items)
  const row = (user: ManagedUserView) => [
    user.email,
    user.role,
    stateOf(user),
    user.last_login && formatTime(user.last_login),
    user.id,
  ]
  for (const line of table(['e-mail', 'role', 'state', 'last sign-in', 'id'], items.map(row), '')) out.line(line)
  if (more) out.note(`There are more: --limit ${limit * 2}`)
}

function stateOf({
  is_active: isActive,
  has_password: hasPassword,
  reset_requested_at: wish,
}: ManagedUserView): string {
  if (!isActive) return 'disabled'
  if (!hasPassword) return 'invited'
  return wish === null ? 'active' : 'asks for a reset'
}

async function addUser(email: string, role: UserRole, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const user = await client.createUser({ body: { email, role }, signal })
  if (options.json) return out.json(user)
  out.line(`Added ${user.email} (${user.role}). They set a password here, once:`)
  await showLink(user.invitation, context)
}

async function changeUser(
  email: string,
  body: UpdateUserBody,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const { id } = await findUser(client, email, signal)
  const user = await client.updateUser({ params: { id }, body, signal })
  if (options.json) out.json(user)
  else out.line(`${user.email} is ${user.role}, ${stateOf(user)}.`)
}

async function resetUser(email: string, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const { id } = await findUser(client, email, signal)
  const link = await client.createResetLink({ params: { id }, signal })
  if (options.json) return out.json(link)
  out.line(`${email} sets a new password here, once:`)
  await showLink(link, context)
}

async function resetSecondFactor(email: string, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  const { id } = await findUser(client, email, signal)
  const view = await client.resetSecondFactor({ params: { id }, signal })
  if (options.json) out.json(view)
  else out.line(`${email} signs in by password alone, and may enrol another authenticator. Their sessions ended.`)
}

async function showLink({ url, expires_at }: LinkView, { out }: CliContext): Promise<void> {
  const { formatTime } = await import('../ui/format.ts')
  out.line(`  ${url}`)
  out.note(
    `It is good until ${formatTime(expires_at)}. Whoever has it can set the password: hand it over as you would one.`,
  )
}

import type { CliCommand, CliContext } from '../command.ts'
import { homeOption } from '../session/arguments.ts'

interface PasswordOptions {
  link?: boolean
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Change your password, or set one by a one-time link',
  define(program, context) {
    program
      .option('--link', 'set it by a one-time link, which is asked for')
      .option(...homeOption)
      .option('--json', 'print one JSON value: {ended}, or the user')
      .addHelpText('after', EXAMPLES)
      .action((options: PasswordOptions) => (options.link ? setByLink(options, context) : change(options, context)))
  },
}

const EXAMPLES = `
Passwords and links are asked for without echo, or read from standard input, a line each; they are never arguments.

Examples:
  ./techdeck password --link
  printf '%s\\n' "$OLD" "$NEW" | ./techdeck password`

async function change({ home, json }: PasswordOptions, context: CliContext): Promise<void> {
  const [{ connect }, { askSecrets }] = await Promise.all([
    import('../session/connect.ts'),
    import('../session/ask.ts'),
  ])
  const { out, signal, stdin = () => process.stdin } = context
  const client = await connect(context, home === undefined ? {} : { home })
  const [current = '', chosen = ''] = await askSecrets({ out, signal, stdin }, ['Current password: ', 'New password: '])
  const body = { current_password: current, new_password: chosen }
  const { ended } = await client.changePassword({ body, signal })
  if (json) out.json({ ended })
  else out.line(`The password is changed; ${ended} other session${ended === 1 ? '' : 's'} ended.`)
}

async function setByLink({ home, json }: PasswordOptions, context: CliContext): Promise<void> {
  const [{ createClient }, { findApi }, { askSecrets, askLine }] = await Promise.all([
    import('@techdeck/client'),
    import('../session/connect.ts'),
    import('../session/ask.ts'),
  ])
  const { out, signal, stdin = () => process.stdin } = context
  const { apiUrl } = await findApi(context, home === undefined ? {} : { home })
  const [link = '', password = ''] = await askSecrets({ out, signal, stdin }, ['Link: ', 'New password: '])
  const client = createClient({ baseUrl: apiUrl })
  const token = link.slice(link.indexOf('#') + 1).trim()
  const { email } = await client.showInvitation({ body: { token }, signal })
  const own = email === null ? { email: await askLine({ out, signal, stdin }, 'Your e-mail address: ') } : {}
  const user = await client.acceptInvitation({ body: { token, password, ...own }, signal })
  if (json) out.json(user)
  else out.line(`The password is set. Sign in: ./techdeck login ${user.email}`)
}

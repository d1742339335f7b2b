import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Sign in with a code of an authenticator beside your password',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES)
    program.action(() => show(common(), context))
    program
      .command('enrol')
      .description('Make a secret for an authenticator; confirm it by its first code')
      .action(() => enrol(common(), context))
    program
      .command('confirm <code>')
      .description('Confirm a secret; prints the recovery codes, once')
      .action((code: string) => confirm(code, common(), context))
    program
      .command('recovery-codes <code>')
      .description('Make new recovery codes in place of the old ones')
      .action((code: string) => renewCodes(code, common(), context))
    program
      .command('remove <code>')
      .description('Sign in by password alone again')
      .action((code: string) => remove(code, common(), context))
  },
}

const EXAMPLES = `
The password is asked for without echo, or read from standard input. A code is good once, for half a minute.

Examples:
  ./techdeck second-factor enrol
  ./techdeck second-factor confirm 123456`

async function show({ json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const view = await (await connectAs(options, context)).getSecondFactor({ signal })
  if (json) out.json(view)
  else if (view.active) out.line(`There is a second factor; ${view.recovery_codes_left} recovery codes are left.`)
  else out.line('There is no second factor. Add one: ./techdeck second-factor enrol')
}

async function enrol({ json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  // Nobody types a password for a stack that is not there.
  const client = await connectAs(options, context)
  const [password, { renderUnicodeCompact }] = [await askPassword(context), await import('uqr')]
  const begun = await client.beginSecondFactor({ body: { current_password: password }, signal })
  if (json) return out.json(begun)
  out.line(renderUnicodeCompact(begun.uri))
  out.line(`Secret  ${begun.secret}`)
  out.note('Scan it with an authenticator, or type the secret. Then: ./techdeck second-factor confirm CODE')
}

async function confirm(totp: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const client = await connectAs(options, context)
  showCodes((await client.confirmSecondFactor({ body: { totp }, signal })).recovery_codes, out, json)
}

async function renewCodes(totp: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const [client, current_password] = [await connectAs(options, context), await askPassword(context)]
  showCodes((await client.renewRecoveryCodes({ body: { current_password, totp }, signal })).recovery_codes, out, json)
}

async function remove(totp: string, { json, ...options }: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const [client, current_password] = [await connectAs(options, context), await askPassword(context)]
  const view = await client.removeSecondFactor({ body: { current_password, totp }, signal })
  if (json) out.json(view)
  else out.line('The second factor is gone: the password is enough from now on.')
}

function showCodes(codes: readonly string[], out: CliContext['out'], json = false): void {
  if (json) return out.json({ recovery_codes: codes })
  for (const code of codes) out.line(code)
  out.note('Keep these apart from your authenticator: each signs you in once without it. They are not shown again.')
}

async function askPassword({ out, signal, stdin = () => process.stdin }: CliContext): Promise<string> {
  const { askSecret } = await import('../session/ask.ts')
  return askSecret({ out, signal, stdin }, 'Current password: ')
}

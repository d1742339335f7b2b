import type { SignedInView } from '@techdeck/contracts'
import type { CliCommand, CliContext } from '../command.ts'

interface LoginOptions {
  code?: string
  device?: boolean
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Sign in to an API with e-mail address and password',
  define(program, context) {
    program
      .argument('[email]', 'asked for when absent')
      .option('--code <code>', 'of your authenticator, or a recovery code; asked for where it is needed')
      .option('--device', 'confirm a code in a browser, here or elsewhere, instead of typing a password')
      .option('--home <dir>', 'folder that keeps the credentials (TECHDECK_HOME)')
      .option('--json', 'print the user as one JSON object')
      .addHelpText('after', EXAMPLES)
      .action((email: string | undefined, options: LoginOptions) =>
        options.device ? loginByDevice(options, context) : login(email, options, context),
      )
  },
}

const EXAMPLES = `
The password is asked for without echo, or read from standard input; it is never an argument.

Examples:
  TECHDECK_API_URL=https://techdeck.example.org ./techdeck login ada@example.org
  ./techdeck login ada@example.org < password.txt
  ./techdeck login --device`

async function login(given: string | undefined, options: LoginOptions, context: CliContext): Promise<void> {
  const [{ createClient }, { askLine, askSecret }] = await Promise.all([
    import('@techdeck/client'),
    import('../session/ask.ts'),
  ])
  const { out, signal, stdin = () => process.stdin } = context
  const api = await apiOf(options, context)
  const asking = { out, signal, stdin }
  const email = given ?? (await askLine(asking, 'E-mail address: '))
  const password = await askSecret(asking, `Password of ${email}: `)
  const client = createClient({ baseUrl: api.apiUrl })
  const signIn = (totp?: string) =>
    client.login({ body: { email, password, client: 'cli', ...(totp !== undefined && { totp }) }, signal })
  const signedIn = await signIn(options.code).catch(async (error: unknown) => {
    const mayAsk = out.terminal !== null && stdin().isTTY
    if (Reflect.get(Object(error), 'reason') !== 'totp_required' || !mayAsk) throw error
    return signIn(await askLine(asking, 'Code of your authenticator, or a recovery code: '))
  })
  await keep(api, signedIn, options, out)
}

/** Waits until a person has confirmed in a browser, for as long as the code is good. */
async function loginByDevice(options: LoginOptions, context: CliContext): Promise<void> {
  const [{ createClient }, { hostname }, { waitForDevice }] = await Promise.all([
    import('@techdeck/client'),
    import('node:os'),
    import('../session/device.ts'),
  ])
  const { out, signal } = context
  const api = await apiOf(options, context)
  const client = createClient({ baseUrl: api.apiUrl })
  const begun = await client.beginDevice({ body: { client_name: hostname().slice(0, 80) || 'terminal' }, signal })
  out.note(`Open ${begun.verification_uri_complete}`)
  out.note(`and confirm this code: ${begun.user_code}`)
  const signedIn = await waitForDevice(client, begun, signal)
  await keep(api, signedIn, options, out)
}

type Api = Awaited<ReturnType<typeof apiOf>>

const apiOf = async (options: LoginOptions, context: CliContext) =>
  (await import('../session/connect.ts')).findApi(context, options)

/** Keeps who signed in, for the commands to come, and says who that is. */
async function keep(
  { apiUrl, home }: Api,
  signedIn: SignedInView,
  { json }: LoginOptions,
  out: CliContext['out'],
): Promise<void> {
  const [{ credentialsFile, writeCredentials }, { credentialsOf }] = await Promise.all([
    import('../session/credentials.ts'),
    import('../session/renew.ts'),
  ])
  await writeCredentials(credentialsFile(home), credentialsOf(apiUrl, signedIn))
  const { email, role } = signedIn.user
  if (json) out.json(signedIn.user)
  else out.line(`Signed in to ${apiUrl} as ${email} (${role}).`)
}

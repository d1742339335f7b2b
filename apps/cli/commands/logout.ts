import type { CliCommand, CliContext } from '../command.ts'

interface LogoutOptions {
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Sign out: end the session and forget its tokens',
  define(program, context) {
    program
      .option('--home <dir>', 'folder that keeps the credentials (TECHDECK_HOME)')
      .option('--json', 'print {signed_out, api_url} as one JSON value')
      .action((options: LogoutOptions) => logout(options, context))
  },
}

async function logout({ home: given, json }: LogoutOptions, { out, environment, signal }: CliContext): Promise<void> {
  const [{ createClient }, { AuthenticationError }, { readDevstackEnv }, credentials, { accessToken }] =
    await Promise.all([
      import('@techdeck/client'),
      import('@techdeck/core'),
      import('@techdeck/devstack'),
      import('../session/credentials.ts'),
      import('../session/renew.ts'),
    ])
  const file = credentials.credentialsFile(readDevstackEnv(environment, given).home)
  const kept = await credentials.readCredentials(file)
  if (!kept) return json ? out.json({ signed_out: false, api_url: null }) : out.line('Nobody was signed in.')
  const { api_url: baseUrl } = kept
  const getToken = ({ renew }: { renew: boolean }) => accessToken(file, baseUrl, renew)
  try {
    await createClient({ baseUrl, getToken, retries: 1 }).logout({ signal })
  } catch (error) {
    // A session that has ended already is what was wanted.
    if (!(error instanceof AuthenticationError) && statusOf(error) !== 401) throw error
  } finally {
    // Whatever the API said, or whether it did: who signs out does not want to stay signed in here.
    await credentials.removeCredentials(file)
  }
  if (json) out.json({ signed_out: true, api_url: baseUrl })
  else out.line(`Signed out of ${baseUrl}.`)
}

const statusOf = (error: unknown): unknown => Reflect.get(Object(error), 'status')

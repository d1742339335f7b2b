import { createClient } from '@techdeck/client'
import type { LinkView } from '@techdeck/contracts'
import type { StackState } from '@techdeck/devstack'
import type { CliContext } from '../command.ts'
import { createLocalToken } from '../local-token.ts'
import { formatTime } from '../ui/format.ts'

/**
 * Prints the one-time links of the local stack: one that opens the page signed in, for whoever reads this, and while
 * nobody can sign in with a password one by which somebody becomes the first administrator. Nothing where the API takes
 * no local tokens.
 */
export async function showLinks(
  { environment, signal, out }: Pick<CliContext, 'environment' | 'signal' | 'out'>,
  home: string,
  { apiUrl, webUrl }: Pick<StackState, 'apiUrl' | 'webUrl'>,
): Promise<void> {
  const token = await orNull(createLocalToken({ role: 'admin', ttlS: 60, home, environment }))
  if (!token) return
  const client = createClient({ baseUrl: apiUrl ?? '', token: token.token })
  const [signIn, setup] = await Promise.all([
    webUrl === null ? null : orNull<LinkView>(client.createSignInLink({ signal })),
    orNull<LinkView>(client.createSetupLink({ signal })),
  ])
  if (signIn) {
    out.line(`Sign in  ${signIn.url}`)
    out.note(`Opens the page as the local administrator, once, until ${formatTime(signIn.expires_at)}.`)
  }
  if (setup) {
    out.line(`Set up   ${setup.url}`)
    out.note(
      `For a team: whoever opens this first becomes the administrator; it is good until ${formatTime(setup.expires_at)}.`,
    )
  }
}

/** There is an administrator; or no local token is given or taken. */
const REFUSED = new Set<unknown>([401, 403, 409])

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (REFUSED.has(Reflect.get(Object(error), 'status'))) return null
    throw error
  }
}

import { createClient } from '@techdeck/client'
import type { LinkView } from '@techdeck/contracts'
import type { CliContext } from '../command.ts'
import { createLocalToken } from '../local-token.ts'
import { formatTime } from '../ui/format.ts'

/**
 * Prints a one-time link by which somebody becomes the first administrator of the local stack; nothing where there is one
 * who can sign in, or the API takes no local tokens.
 */
export async function showSetupLink(
  context: Pick<CliContext, 'environment' | 'signal' | 'out'>,
  home: string,
  apiUrl: string,
): Promise<void> {
  const link = await setupLink(context, home, apiUrl)
  if (!link) return
  context.out.line(`Sign in  ${link.url}`)
  context.out.note(
    `Whoever opens this first becomes the administrator; it is good until ${formatTime(link.expires_at)}.`,
  )
}

async function setupLink(
  { environment, signal }: Pick<CliContext, 'environment' | 'signal'>,
  home: string,
  apiUrl: string,
): Promise<LinkView | null> {
  try {
    const { token } = await createLocalToken({ role: 'admin', ttlS: 60, home, environment })
    return await createClient({ baseUrl: apiUrl, token }).createSetupLink({ signal })
  } catch (error) {
    if (REFUSED.has(Reflect.get(Object(error), 'status'))) return null
    throw error
  }
}

/** There is an administrator; or no local token is given or taken. */
const REFUSED = new Set<unknown>([401, 403, 409])

import { ApiError, createClient } from '@techdeck/client'
import type { LinkView } from '@techdeck/contracts'
import type { CliContext } from '../command.ts'
import { createLocalToken } from '../local-token.ts'

/**
 * A one-time link by which somebody becomes the first administrator of the local stack; null where there is one who can
 * sign in, or the API takes no local tokens.
 */
export async function setupLink(
  { environment, signal }: Pick<CliContext, 'environment' | 'signal'>,
  home: string,
  apiUrl: string,
): Promise<LinkView | null> {
  const { token } = await createLocalToken({ role: 'admin', ttlS: 60, home, environment })
  try {
    return await createClient({ baseUrl: apiUrl, token }).createSetupLink({ signal })
  } catch (error) {
    if (error instanceof ApiError && REFUSED.has(error.status)) return null
    throw error
  }
}

const REFUSED = new Set([401, 403, 409])

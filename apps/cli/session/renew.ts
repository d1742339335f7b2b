import { ApiError, createClient } from '@techdeck/client'
import type { SignedInView } from '@techdeck/contracts'
import { AuthenticationError } from '@techdeck/core'
import {
  type Credentials,
  readCredentials,
  removeCredentials,
  withCredentialsLock,
  writeCredentials,
} from './credentials.ts'

/** A token with less time left is renewed before it is used. */
const MARGIN_MS = 30_000

/** What to keep of an answer to a sign-in. */
export const credentialsOf = (apiUrl: string, signedIn: SignedInView, now = Date.now()): Credentials => ({
  version: 1,
  api_url: apiUrl,
  email: signedIn.user.email,
  access_token: signedIn.access_token,
  access_expires_at: new Date(now + signedIn.expires_in * 1000).toISOString(),
  refresh_token: signedIn.refresh_token ?? '',
})

/**
 * The access token of who is signed in, renewed when it has run out, or when `renew` says that the API refused it; of
 * several processes that need a new one, one fetches it.
 *
 * @throws {@link AuthenticationError} when the session has ended; the credentials are removed then.
 */
export async function accessToken(file: string, apiUrl: string, renew: boolean): Promise<string> {
  const kept = await readCredentials(file)
  if (kept && !renew && isFresh(kept)) return kept.access_token
  return withCredentialsLock(file, async () => {
    const latest = await readCredentials(file)
    if (latest?.api_url !== apiUrl) throw ended()
    // Another process may have renewed it meanwhile.
    if (latest.access_token !== kept?.access_token && isFresh(latest)) return latest.access_token
    try {
      const body = { refresh_token: latest.refresh_token }
      const renewed = credentialsOf(apiUrl, await createClient({ baseUrl: apiUrl }).refresh({ body }))
      await writeCredentials(file, renewed)
      return renewed.access_token
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      await removeCredentials(file)
      throw ended()
    }
  })
}

const isFresh = ({ access_expires_at }: Credentials): boolean => Date.parse(access_expires_at) - Date.now() > MARGIN_MS

const ended = () => new AuthenticationError('The session has ended. Sign in again: ./techdeck login')

import { ApiError, createClient, type Client, type Live } from '@techdeck/client'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Session } from '../session/session.ts'

const REFRESH_BEGAN = 'techdeck.refresh-began'
/** How long a refresh of a page that was left may still be under way. */
const UNDER_WAY_MS = 2000

const options = { baseUrl: location.origin }
/** Goes on when the page is left, so that the cookie that comes with the answer is not lost. */
const lasting: typeof fetch = (input, init) => fetch(input, { ...init, keepalive: true })

export const session = new Session({
  client: createClient({ ...options, fetch: lasting, retries: 1 }),
  own: () => client,
  alone,
  memory: localStorage,
  now: () => Date.now(),
})

/** Calls of the API as whoever is signed in. */
export const client: Client = createClient({ ...options, getToken: session.getToken, retries: 2 })
/** Live events of all that this page shows, over one socket. */
export const live: Live = client.live()

/** What was asked; the transport repeats what may be repeated. */
export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: noteEnd }),
  mutationCache: new MutationCache({ onError: noteEnd }),
  defaultOptions: { queries: { retry: false, staleTime: 3000 }, mutations: { retry: false } },
})

/** The server ended the session: by another page, an administrator, or since it was idle. */
function noteEnd(error: unknown): void {
  const isEnd = error instanceof ApiError && (error.reason === 'session_ended' || error.reason === 'user_inactive')
  if (isEnd && session.state.kind === 'signed_in') session.forget('ended')
}

/**
 * One page at a time refreshes, since a cookie is good for one refresh. A page that was left in the middle of it has
 * given up its lock, and its answer may be on the way: that is waited for.
 */
function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request('techdeck.refresh', async () => {
    const began = Number(localStorage.getItem(REFRESH_BEGAN) ?? 0)
    const leftMs = Math.min(UNDER_WAY_MS, began + UNDER_WAY_MS - Date.now())
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs))
    localStorage.setItem(REFRESH_BEGAN, String(Date.now()))
    const isAnswered = () => localStorage.removeItem(REFRESH_BEGAN)
    try {
      const result = await work()
      isAnswered()
      return result
    } catch (error) {
      if (error instanceof ApiError) isAnswered()
      throw error
    }
  })
}

import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a page of that origin may open a socket: its own host's may, and those that are listed. What sends no origin
 * is no browser, and has to have a ticket like everybody.
 */
export function isOriginAllowed({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

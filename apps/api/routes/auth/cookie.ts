import { API_PREFIX } from '@techdeck/contracts'
import { AuthorizationError, cookieForm, cookieOf } from '@techdeck/core'
import type { FastifyReply, FastifyRequest } from 'fastify'

// The browser's form of a refresh token: a cookie that scripts cannot read, that goes to the routes of sign-in alone,
// and that other sites cannot make a browser send.
const PATH = `${API_PREFIX}/auth`

export function setRefreshCookie(reply: FastifyReply, token: string, expiresAt: Date): void {
  const { name, attributes } = formOf(reply.request)
  reply.header('set-cookie', `${name}=${token}; Expires=${expiresAt.toUTCString()}; ${attributes}`)
}

export function clearRefreshCookie(reply: FastifyReply): void {
  const { name, attributes } = formOf(reply.request)
  reply.header('set-cookie', `${name}=; Max-Age=0; ${attributes}`)
}

/**
 * The token in the request's cookie. A cookie is sent by the browser on its own, so the request must also carry a
 * header that another site cannot set without a preflight, and come from this origin or one that may call.
 *
 * @throws {@link AuthorizationError} without that header, or from another origin
 */
export function readRefreshCookie(request: FastifyRequest, corsOrigins: readonly string[]): string | undefined {
  const { headers, host } = request
  const { name } = formOf(request)
  const token = cookieOf(headers.cookie, name)
  if (token === undefined) return undefined
  const { origin } = headers
  const mayCall = origin === undefined || URL.parse(origin)?.host === host || corsOrigins.includes(origin)
  if (headers['x-techdeck-client'] !== 'web' || !mayCall)
    throw new AuthorizationError('A refresh cookie needs the header x-techdeck-client: web, from the same origin.')
  return token
}

const formOf = (request: FastifyRequest) => cookieForm(request, { name: 'techdeck_refresh', path: PATH })

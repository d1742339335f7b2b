import { AuthorizationError } from '@techdeck/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { REFRESH_TTL_S } from './tokens.ts'

// The browser's form of a refresh token: a cookie that scripts cannot read and other sites cannot make it send.
const NAME = '__Host-techdeck_refresh'
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict'

export const setRefreshCookie = (reply: FastifyReply, token: string): FastifyReply =>
  reply.header('set-cookie', `${NAME}=${token}; Max-Age=${REFRESH_TTL_S}; ${ATTRIBUTES}`)

export const clearRefreshCookie = (reply: FastifyReply): FastifyReply =>
  reply.header('set-cookie', `${NAME}=; Max-Age=0; ${ATTRIBUTES}`)

/**
 * The token in the request's cookie. A cookie is sent by the browser on its own, so the request must also carry a
 * header that another site cannot set without a preflight, which is never granted.
 *
 * @throws {@link AuthorizationError} without that header, or from another origin
 */
export function readRefreshCookie({ headers, host }: FastifyRequest): string | undefined {
  const cookies = headers.cookie?.split(/; */) ?? []
  const token = cookies.find((cookie) => cookie.startsWith(`${NAME}=`))?.slice(NAME.length + 1)
  if (token === undefined) return undefined
  const sameOrigin = headers.origin === undefined || URL.parse(headers.origin)?.host === host
  if (headers['x-techdeck-client'] !== 'web' || !sameOrigin)
    throw new AuthorizationError('A refresh cookie needs the header x-techdeck-client: web, from the same origin.')
  return token
}

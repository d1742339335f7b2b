import { createHash, timingSafeEqual } from 'node:crypto'
import { cookieForm, cookieOf } from '@techdeck/core'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Where the board is, in whichever process: its cookies go there alone. */
export const BOARD_PATH = '/admin/queues'

/** What axios, which the board's page uses, reads and sends back by itself. */
export const TOKEN_COOKIE = 'XSRF-TOKEN'
const TOKEN_HEADER = 'x-xsrf-token'

const formOf = (request: Pick<FastifyRequest, 'protocol' | 'hostname'>) =>
  cookieForm(request, { name: 'techdeck_queues', path: BOARD_PATH })

/**
 * Puts a pass into the caller's browser, and beside it the token that the board's own page sends with whatever it
 * changes: a cookie goes along with any request, what is read from one does not.
 */
export function givePass(reply: FastifyReply, pass: string, expiresInS: number): void {
  const { name, attributes } = formOf(reply.request)
  const forScripts = attributes.replace('; HttpOnly', '')
  reply.header('set-cookie', [
    `${name}=${pass}; Max-Age=${expiresInS}; ${attributes}`,
    `${TOKEN_COOKIE}=${tokenOf(pass)}; Max-Age=${expiresInS}; ${forScripts}`,
  ])
}

export const passOf = (request: FastifyRequest): string | undefined =>
  cookieOf(request.headers.cookie, formOf(request).name)

/** Whether the board's own page sends this. A browser says where a request comes from; the token only that page can read. */
export function isFromOwnPage(request: FastifyRequest, pass: string): boolean {
  const { origin, [TOKEN_HEADER]: token } = request.headers
  if (isFromElsewhere(request) || origin === undefined || URL.parse(origin)?.host !== request.host) return false
  const wanted = Buffer.from(tokenOf(pass))
  const given = Buffer.from(typeof token === 'string' ? token : '')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Whether a browser says that another page sends this. A person who types or follows an address is no page. */
export function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers
  return site !== undefined && site !== 'same-origin' && mode !== 'navigate'
}

/** Follows from the pass, so it needs no memory; the pass does not follow from it. */
export const tokenOf = (pass: string): string => createHash('sha256').update(`token of ${pass}`).digest('base64url')

import type { IncomingMessage } from 'node:http'
import { newId } from '@techdeck/core'
import fp from 'fastify-plugin'

/** A caller's own `x-request-id` where it looks like an id, else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : newId()
}

/** Puts the request's id on every answer. */
export const requestId = fp(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))
  },
  { name: 'request-id' },
)

import type { Client } from '@techdeck/client'
import { describeError, type Logger } from '@techdeck/core'
import {
  bearerAuthChallengeResponse,
  createMcpHandler,
  localhostAllowedHostnames,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { createServer } from '../server.ts'
import { MAX_INLINE_BYTES } from '../tools/upload-dataset.ts'
import { METADATA_PATHS, metadataUrlOf, resourceMetadata } from './resource-metadata.ts'
import { verifyCaller } from './verify-caller.ts'

export interface HttpDeps {
  version: string
  /** A client of the API with a caller's token, for a request that came from an address. */
  clientOf: (token: string, address: string) => Client
  /** Names by which the server is reached, besides those of this machine itself. */
  hosts: readonly string[]
  /** Proxies whose x-forwarded-for is believed. */
  trustedProxies?: string | undefined
  logger: Logger
}

/** Text in JSON is longer than text: a quote is two bytes, a control character six. */
const MAX_BODY_BYTES = 4 * MAX_INLINE_BYTES

/**
 * MCP over streamable HTTP at `/mcp`. Each request stands alone: it carries the caller's token of the API, its tools act
 * with that, and nothing is kept between requests, so any number of processes may serve and none can mix callers up.
 */
export function buildHttpApp({ version, clientOf, hosts, trustedProxies = '', logger }: HttpDeps): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    trustProxy: trustedProxies || false,
  })
  const names = [...localhostAllowedHostnames(), ...hosts]
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const { token = '', extra = {} } = authInfo ?? {}
      const client = clientOf(token, extra['address'] as string)
      return createServer({ version, connect: async () => client, logger })
    },
    {
      maxRequestBodySize: MAX_BODY_BYTES,
      onerror: (error) => logger.warn({ err: error }, 'a request was refused'),
    },
  )
  app.addHook('preClose', () => handler.close())

  // The protocol reads bodies itself, and says what is wrong with one in its own form.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS)
    const refusal = fromElsewhere(request, names)
    return refusal === undefined ? undefined : reply.code(403).send(refused(refusal))
  })
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500
    if (status >= 500) logger.error({ err: error, status }, 'request failed')
    return reply.code(status).send(refused(status === 413 ? 'The request is too large.' : 'The request failed.'))
  })

  for (const path of METADATA_PATHS) app.get(path, async (request) => resourceMetadata(request))
  app.get('/health', async () => ({ status: 'ok', version }))
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    handler: async (request, reply) => {
      const { authorization } = request.headers
      try {
        const caller = await verifyCaller(authorization, (token) => clientOf(token, request.ip))
        const authInfo = { ...caller, extra: { ...caller.extra, address: request.ip } }
        return reply.send(withHeaders(await handler.fetch(webRequest(request, reply), { authInfo })))
      } catch (error) {
        const response = bearerAuthChallengeResponse(error, { resourceMetadataUrl: metadataUrlOf(request) })
        // What is no refusal: the API did not answer.
        if (response.status === 500) {
          logger.error({ reason: describeError(error).code }, 'the caller could not be verified')
          return reply.code(503).header('retry-after', 2).send(refused('The API does not answer. Try again.'))
        }
        return reply.send(withHeaders(response))
      }
    },
  })
  return app
}

/** Answers are kept nowhere, and streams pass proxies as they come. */
const HEADERS = {
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no',
}

/** An answer of the protocol brings headers of its own. */
function withHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value)
  return response
}

/** Why a request is none that is meant for here: a page elsewhere made a browser send it, or its name was bent to here. */
function fromElsewhere({ headers, url }: FastifyRequest, names: string[]): string | undefined {
  if (url === '/health') return undefined
  const host = validateHostHeader(headers.host, names)
  if (!host.ok) return 'This host name is not served here. Name it in MCP_HOSTS.'
  const origin = validateOriginHeader(headers.origin, names)
  return origin.ok ? undefined : 'Pages of this origin may not call. Name its host in MCP_HOSTS.'
}

const refused = (message: string) => ({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null })

/** The request in the form of the web; it aborts when the caller goes away. */
function webRequest(request: FastifyRequest, reply: FastifyReply): Request {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value))
  const body = typeof request.body === 'string' ? { body: request.body } : {}
  const url = new URL(request.url, `http://${request.headers.host}`)
  return new Request(url, { method: request.method, headers, signal: gone.signal, ...body })
}

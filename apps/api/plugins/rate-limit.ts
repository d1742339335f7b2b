import fastifyRateLimit, { normalizeIP } from '@fastify/rate-limit'
import { RateLimitExceededError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

export interface RateLimitDeps {
  /** An ioredis client that fails fast; without it (tests, no Redis) counts live in this process. */
  limits?: unknown
  requestsPerMinute: number
  /** Where the contract says that guessing would pay. */
  authRequestsPerMinute: number
}

/**
 * Limits requests a minute to one route by user, or by address where nobody is signed in. Counts live in Redis; while it is away
 * requests pass, since each is signed in and bounded in other ways.
 */
export const rateLimit = fp<RateLimitDeps>(
  async (app, { limits, requestsPerMinute, authRequestsPerMinute }) => {
    await app.register(fastifyRateLimit, {
      max: ({ routeOptions: { config } }) =>
        config.contract?.guessable
          ? authRequestsPerMinute
          : Math.ceil(requestsPerMinute * (config.contract?.frequent ? 10 : config.contract?.rare ? 0.1 : 1)),
      timeWindow: 60_000,
      // After the sign-in hook, before the body is read.
      hook: 'preParsing',
      keyGenerator: callerAndRoute,
      enableDraftSpec: true,
      skipOnError: true,
      nameSpace: '{techdeck}:limit:',
      ...(limits !== undefined && { redis: limits }),
      errorResponseBuilder: (_, { ttl }) => tooMany(ttl),
      allowList: ({ routeOptions }) => routeOptions.config.contract?.unlimited === true,
    })
  },
  { name: 'rate-limit', dependencies: ['auth'] },
)

export const tooMany = (ttlMs: number): RateLimitExceededError =>
  new RateLimitExceededError('Too many requests.', {
    retryAfter: Math.max(1, Math.ceil(ttlMs / 1000)),
    userMessage: 'That was too often; please wait a moment and try again.',
  })

/** The address that a request came from; of IPv6 the network, since one host has all of its addresses. */
export const addressOf = ({ ip }: FastifyRequest): string => normalizeIP(ip)

const callerAndRoute = (request: FastifyRequest): string => {
  const { principal, method, routeOptions } = request
  return `${principal?.userId ?? addressOf(request)}:${method}${routeOptions.url ?? ''}`
}

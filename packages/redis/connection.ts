import { Redis, type RedisOptions } from 'ioredis'
import type { Logger } from '@techdeck/core'

/** Shared by every key of a flow, so that a flow stays in one slot of a Redis Cluster. */
export const PREFIX = '{techdeck}'

const common: RedisOptions = {
  /** Waits from 100 ms growing to 5 s, for ever: Redis may be away for long. */
  retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt - 1, 6), 5000),
  /** A failover answers READONLY, a start LOADING: connect again and repeat the command. */
  reconnectOnError: (error) => (/^(READONLY|LOADING)/.test(error.message) ? 2 : false),
}

/** For workers: commands wait until Redis is back. */
export function connectPatiently(url: string, logger: Logger): Redis {
  return watched(new Redis(url, { ...common, maxRetriesPerRequest: null }), logger)
}

/** For the API: a command fails at once while Redis is away, so that requests are answered. */
export function connectFailFast(url: string, logger: Logger): Redis {
  return watched(
    new Redis(url, {
      ...common,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      commandTimeout: 2000,
      connectTimeout: 2000,
    }),
    logger,
  )
}

function watched(redis: Redis, logger: Logger): Redis {
  redis.on('error', (error: unknown) => logger.warn({ err: error }, 'Redis is away'))
  return redis
}

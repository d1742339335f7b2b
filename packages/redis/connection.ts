import { Redis, type RedisOptions } from 'ioredis'
import type { Logger, TlsTrust } from '@techdeck/core'

/** Shared by every key of a flow, so that a flow stays in one slot of a Redis Cluster. */
export const PREFIX = '{techdeck}'

const common: RedisOptions = {
  /** Waits from 100 ms growing to 5 s, for ever: Redis may be away for long. */
  retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt - 1, 6), 5000),
  /** A failover answers READONLY, a start LOADING: connect again and repeat the command. */
  reconnectOnError: (error) => (/^(READONLY|LOADING)/.test(error.message) ? 2 : false),
}

/** For workers: commands wait until Redis is back. A `rediss:` address is spoken to by `tls`. */
export function connectPatiently(url: string, logger: Logger, tls?: TlsTrust): Redis {
  return watched(open(url, tls, { ...common, maxRetriesPerRequest: null }), logger)
}

/** For the API: a command fails at once while Redis is away, so that requests are answered. TLS as above. */
export function connectFailFast(url: string, logger: Logger, tls?: TlsTrust): Redis {
  return watched(
    open(url, tls, {
      ...common,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      commandTimeout: 2000,
      connectTimeout: 2000,
    }),
    logger,
  )
}

/** What an address says of TLS goes before options, and would verify by the system's authorities alone. */
const open = (url: string, tls: TlsTrust | undefined, options: RedisOptions): Redis =>
  tls
    ? new Redis(url.replace(/^rediss:/, 'redis:'), { ...options, tls: { ...tls, rejectUnauthorized: true } })
    : new Redis(url, options)

function watched(redis: Redis, logger: Logger): Redis {
  redis.on('error', (error: unknown) => logger.warn({ err: error }, 'Redis is away'))
  return redis
}

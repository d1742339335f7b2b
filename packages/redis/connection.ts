import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Logger, TlsTrust } from '@techdeck/core'
import { parseRedisAddress } from './address.ts'
import { settling } from './cluster.ts'

/** Shared by every key of a flow, so that a flow stays in one slot of a Redis Cluster. */
export const PREFIX = '{techdeck}'

/** Waits from 100 ms growing to 5 s, for ever: Redis may be away for long. */
function pauseBefore(attempt: number): number {
  return Math.min(100 * 2 ** Math.min(attempt - 1, 6), 5000)
}

const common: RedisOptions = {
  retryStrategy: pauseBefore,
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

/**
 * One server, the master that Sentinels name, or a Cluster. A Cluster has the commands of a server, and is given out as
 * one: each of our commands and scripts has its keys in one slot.
 */
function open(text: string, tls: TlsTrust | undefined, options: RedisOptions): Redis {
  const { kind, nodes, master, username, password, db } = parseRedisAddress(text)
  const [{ host, port }] = nodes
  const own: RedisOptions = {
    ...options,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(db !== undefined && { db }),
    ...(tls && { tls: { ...tls, rejectUnauthorized: true } }),
  }
  if (kind === 'sentinel')
    return new Redis({
      ...own,
      sentinels: nodes,
      name: master!,
      ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: { ...tls, rejectUnauthorized: true } }),
      sentinelRetryStrategy: pauseBefore,
      sentinelReconnectStrategy: pauseBefore,
    })
  if (kind === 'single') return new Redis({ ...own, host, port })
  const isPatient = options.maxRetriesPerRequest === null
  const cluster = new Cluster(nodes, {
    clusterRetryStrategy: pauseBefore,
    enableOfflineQueue: isPatient,
    slotsRefreshTimeout: 2000,
    // A failover takes seconds (cluster-node-timeout 5000): workers wait for it, the API says that Redis is away.
    retryDelayOnFailover: 500,
    retryDelayOnClusterDown: 500,
    maxRedirections: isPatient ? 120 : 2,
    redisOptions: own,
  })
  return settling(cluster) as unknown as Redis
}

function watched(redis: Redis, logger: Logger): Redis {
  redis.on('error', (error: unknown) => logger.warn({ err: error }, 'Redis is away'))
  return redis
}

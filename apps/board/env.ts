import { LogLevel, TrustedProxies, readEnv, readServerTls, type ServerTls } from '@techdeck/core'
import { z } from 'zod'

const Schema = z.object({
  REDIS_URL: z.url(),
  MONGODB_URI: z.string().min(1),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(5010),
  TRUSTED_PROXIES: TrustedProxies.optional(),
  TECHDECK_QUEUES_WRITABLE: z.enum(['on', 'off']).default('off'),
  LOG_LEVEL: LogLevel.default('info'),
})

/** What the board needs: its servers, and no key and no secret. */
export interface BoardEnv {
  redisUrl: string
  mongoUri: string
  tls: ServerTls
  host: string
  port: number
  /** Addresses of proxies whose `x-forwarded-for` is believed (CIDR); none by default. */
  trustedProxies: string | undefined
  writable: boolean
  logLevel: string
}

/** @throws ValidationError that names each unusable variable, never its value */
export function readBoardEnv(environment: Record<string, string | undefined>): BoardEnv {
  const env = readEnv(Schema, environment)
  return {
    redisUrl: env.REDIS_URL,
    mongoUri: env.MONGODB_URI,
    tls: readServerTls(environment),
    host: env.HOST,
    port: env.PORT,
    trustedProxies: env.TRUSTED_PROXIES,
    writable: env.TECHDECK_QUEUES_WRITABLE === 'on',
    logLevel: env.LOG_LEVEL,
  }
}

import { homedir } from 'node:os'
import { join } from 'node:path'
import { readEnv } from '@techdeck/core'
import { z } from 'zod'
import type { ApiSettings } from './deps.ts'

const port = z.coerce.number().int().min(0).max(65_535)

const Schema = z
  .object({
    REDIS_URL: z.url(),
    MONGODB_URI: z.string().min(1),
    TECHDECK_HOME: z.string().default(join(homedir(), '.techdeck')),
    TECHDECK_ARTIFACTS: z.string().optional(),
    TECHDECK_KEY_FILE: z.string().optional(),
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(5000),
    METRICS_HOST: z.string().default('127.0.0.1'),
    METRICS_PORT: port.optional(),
    TRUSTED_PROXIES: z.string().optional(),
    ALLOWED_ORIGINS: z.string().optional(),
    SOCKETS_PER_USER: z.coerce.number().int().min(1).optional(),
    REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(3000),
    MAX_UPLOAD_BYTES: z.coerce
      .number()
      .int()
      .min(1)
      .default(1024 ** 4),
    TECHDECK_LOCAL_TOKENS: z.enum(['on', 'off']).default('on'),
    TECHDECK_ADMIN_EMAIL: z.email().optional(),
    TECHDECK_ADMIN_PASSWORD: z.string().min(12).max(1024).optional(),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .refine((env) => (env.TECHDECK_ADMIN_EMAIL === undefined) === (env.TECHDECK_ADMIN_PASSWORD === undefined), {
    path: ['TECHDECK_ADMIN_PASSWORD'],
  })

export interface ApiEnv {
  redisUrl: string
  mongoUri: string
  artifacts: string
  keyFile: string
  /** The key ring's own variables, passed on unread. */
  keys: Record<string, string | undefined>
  host: string
  port: number
  /** The private listener; absent when nobody scrapes. */
  metrics: { host: string; port: number } | undefined
  settings: ApiSettings
  /** Made at the start where there is no user yet. */
  firstAdmin: { email: string; password: string } | undefined
  logLevel: string
}

/** @throws ValidationError that names each unusable variable, never its value */
export function readApiEnv(environment: Record<string, string | undefined>): ApiEnv {
  const env = readEnv(Schema, environment)
  const { TECHDECK_ADMIN_EMAIL: email, TECHDECK_ADMIN_PASSWORD: password } = env
  return {
    redisUrl: env.REDIS_URL,
    mongoUri: env.MONGODB_URI,
    artifacts: env.TECHDECK_ARTIFACTS ?? join(env.TECHDECK_HOME, 'data', 'artifacts'),
    keyFile: env.TECHDECK_KEY_FILE ?? join(env.TECHDECK_HOME, 'keys', 'ring.json'),
    keys: environment,
    host: env.HOST,
    port: env.PORT,
    metrics: env.METRICS_PORT === undefined ? undefined : { host: env.METRICS_HOST, port: env.METRICS_PORT },
    settings: {
      acceptLocalTokens: env.TECHDECK_LOCAL_TOKENS === 'on',
      requestsPerMinute: env.REQUESTS_PER_MINUTE,
      maxUploadBytes: env.MAX_UPLOAD_BYTES,
      trustedProxies: env.TRUSTED_PROXIES,
      allowedOrigins: env.ALLOWED_ORIGINS?.split(',').map((origin) => origin.trim()) ?? [],
      gateway: env.SOCKETS_PER_USER === undefined ? {} : { socketsPerUser: env.SOCKETS_PER_USER },
    },
    firstAdmin: email === undefined || password === undefined ? undefined : { email, password },
    logLevel: env.LOG_LEVEL,
  }
}

import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseVerifier, type Verifier } from '@techdeck/audit'
import { PASSWORD_LENGTH } from '@techdeck/contracts'
import { LogLevel, TrustedProxies, readEnv, readServerTls, type ServerTls } from '@techdeck/core'
import { z } from 'zod'
import type { ApiSettings } from './deps.ts'
import { PATIENCE } from './plugins/slow-clients.ts'

const port = z.coerce.number().int().min(0).max(65_535)

const count = z.coerce.number().int().min(1)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** `https://app.example.org`: scheme, host and port alone, since that is what browsers send. */
const Origin = z.string().refine((text) => URL.parse(text)?.origin === text)

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
    TRUSTED_PROXIES: TrustedProxies.optional(),
    REQUESTS_PER_MINUTE: count.default(3000),
    MAX_CONNECTIONS: count.default(PATIENCE.connections),
    MAX_WAITING_REQUESTS: count.default(2000),
    MAX_MEMORY_MB: count.optional(),
    MIN_FREE_MB: z.coerce.number().int().min(0).default(200),
    MAX_QUEUE_AGE_MINUTES: count.default(60),
    AUTH_REQUESTS_PER_MINUTE: count.default(60),
    REVIEW_DISTRESSING_PER_DAY: count.default(25),
    WEB_IDLE_MINUTES: count.default(15),
    WEB_SESSION_HOURS: count.default(12),
    CLI_IDLE_MINUTES: count.default(15),
    CLI_SESSION_HOURS: count.default(12),
    TECHDECK_WEB_URL: z.url({ protocol: /^https?$/ }).optional(),
    TECHDECK_WEB_DIR: z.string().min(1).optional(),
    CORS_ORIGINS: z
      .string()
      .default('')
      .transform((list) => list.split(',').flatMap((origin) => origin.trim() || []))
      .pipe(z.array(Origin)),
    SOCKETS_PER_USER: count.optional(),
    MAX_UPLOAD_BYTES: z.coerce
      .number()
      .int()
      .min(1)
      .default(1024 ** 4),
    DATASET_GRACE_HOURS: z.coerce
      .number()
      .min(0)
      .max(24 * 365)
      .default(24),
    BACKUP_KEYS_DIR: z.string().min(1).optional(),
    COPIES_DAYS: count.default(90),
    INTERMEDIATES_DAYS: z.coerce.number().min(0).max(36_500).default(14),
    KEY_ROTATION_DAYS: count.default(365),
    UPLOAD_TTL_HOURS: count.default(24),
    OPEN_UPLOADS_PER_USER: count.default(100),
    USER_QUOTA_BYTES: count.optional(),
    USER_RUNS_PER_DAY: count.optional(),
    USER_RUNS_AT_ONCE: count.optional(),
    USER_ROWS_PER_DAY: count.optional(),
    AUDIT_WITNESSES: z
      .string()
      .default('')
      .transform((list) => list.split(',').flatMap((key) => (key.trim() === '' ? [] : [parseVerifier(key)])))
      .refine((keys) => !keys.includes(null))
      .transform((keys) => keys.filter((key) => key !== null)),
    TECHDECK_QUEUES_WRITABLE: z.enum(['on', 'off']).default('off'),
    TECHDECK_LOCAL_TOKENS: z.enum(['on', 'off']).default('off'),
    WEBHOOK_LOOPBACK: z.enum(['on', 'off']).default('off'),
    WEBHOOK_TIMEOUT_MS: count.default(10_000),
    JWT_PREVIOUS_SECRET_KEY: z.string().min(32).optional(),
    TECHDECK_ADMIN_EMAIL: z.email().optional(),
    TECHDECK_ADMIN_PASSWORD: z.string().min(PASSWORD_LENGTH.alone).max(PASSWORD_LENGTH.most).optional(),
    LOG_LEVEL: LogLevel.default('info'),
  })
  .refine((env) => (env.TECHDECK_ADMIN_EMAIL === undefined) === (env.TECHDECK_ADMIN_PASSWORD === undefined), {
    path: ['TECHDECK_ADMIN_PASSWORD'],
  })

export interface ApiEnv {
  redisUrl: string
  mongoUri: string
  tls: ServerTls
  artifacts: string
  keyFile: string
  /** The key ring's own variables, passed on unread. */
  keys: Record<string, string | undefined>
  host: string
  port: number
  /** The private listener; absent when nobody scrapes. */
  metrics: { host: string; port: number } | undefined
  settings: ApiSettings
  /** Whose cosignatures of the audit log are taken. */
  auditWitnesses: Verifier[]
  /** Made at the start where there is no administrator with a password yet. */
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
    tls: readServerTls(environment),
    artifacts: env.TECHDECK_ARTIFACTS ?? join(env.TECHDECK_HOME, 'data', 'artifacts'),
    keyFile: env.TECHDECK_KEY_FILE ?? join(env.TECHDECK_HOME, 'keys', 'ring.json'),
    keys: environment,
    host: env.HOST,
    port: env.PORT,
    metrics: env.METRICS_PORT === undefined ? undefined : { host: env.METRICS_HOST, port: env.METRICS_PORT },
    settings: {
      acceptLocalTokens: env.TECHDECK_LOCAL_TOKENS === 'on',
      previousTokenSecret: env.JWT_PREVIOUS_SECRET_KEY,
      patience: { connections: env.MAX_CONNECTIONS },
      admission: {
        waiting: env.MAX_WAITING_REQUESTS,
        ...(env.MAX_MEMORY_MB !== undefined && { memoryBytes: env.MAX_MEMORY_MB * 1024 ** 2 }),
        freeBytes: env.MIN_FREE_MB * 1024 ** 2,
        queueAgeMs: env.MAX_QUEUE_AGE_MINUTES * MINUTE_MS,
      },
      requestsPerMinute: env.REQUESTS_PER_MINUTE,
      authRequestsPerMinute: env.AUTH_REQUESTS_PER_MINUTE,
      distressingPerDay: env.REVIEW_DISTRESSING_PER_DAY,
      sessions: {
        web: { idleMs: env.WEB_IDLE_MINUTES * MINUTE_MS, maxMs: env.WEB_SESSION_HOURS * HOUR_MS },
        cli: { idleMs: env.CLI_IDLE_MINUTES * MINUTE_MS, maxMs: env.CLI_SESSION_HOURS * HOUR_MS },
      },
      corsOrigins: env.CORS_ORIGINS,
      webUrl: env.TECHDECK_WEB_URL?.replace(/(?<!\/)\/+$/, ''),
      webDir: env.TECHDECK_WEB_DIR,
      maxUploadBytes: env.MAX_UPLOAD_BYTES,
      datasetGraceMs: env.DATASET_GRACE_HOURS * HOUR_MS,
      rotateKeysAfterDays: env.KEY_ROTATION_DAYS,
      copiesMs: env.COPIES_DAYS * 24 * HOUR_MS,
      intermediatesMs: env.INTERMEDIATES_DAYS === 0 ? undefined : env.INTERMEDIATES_DAYS * 24 * HOUR_MS,
      backupKeys: env.BACKUP_KEYS_DIR,
      quotas: {
        bytes: env.USER_QUOTA_BYTES ?? null,
        runs_a_day: env.USER_RUNS_PER_DAY ?? null,
        runs_at_once: env.USER_RUNS_AT_ONCE ?? null,
        rows_a_day: env.USER_ROWS_PER_DAY ?? null,
      },
      uploads: {
        ttlMs: env.UPLOAD_TTL_HOURS * HOUR_MS,
        maxOpen: env.OPEN_UPLOADS_PER_USER,
      },
      trustedProxies: env.TRUSTED_PROXIES,
      webhooks: { loopback: env.WEBHOOK_LOOPBACK === 'on', timeoutMs: env.WEBHOOK_TIMEOUT_MS },
      queuesWritable: env.TECHDECK_QUEUES_WRITABLE === 'on',
      gateway: env.SOCKETS_PER_USER === undefined ? {} : { socketsPerUser: env.SOCKETS_PER_USER },
    },
    auditWitnesses: env.AUDIT_WITNESSES,
    firstAdmin: email === undefined || password === undefined ? undefined : { email, password },
    logLevel: env.LOG_LEVEL,
  }
}

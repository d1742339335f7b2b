import { availableParallelism, homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { StageName } from '@techdeck/contracts'
import { STAGES } from '@techdeck/contracts/names'
import { LogLevel, readEnv, readUnpackLimits, readServerTls, type ServerTls } from '@techdeck/core'

const Schema = z.object({
  REDIS_URL: z.url(),
  MONGODB_URI: z.string().min(1),
  TECHDECK_HOME: z.string().default(join(homedir(), '.techdeck')),
  TECHDECK_ARTIFACTS: z.string().optional(),
  TECHDECK_KEY_FILE: z.string().optional(),
  STAGES: z
    .string()
    .default('all')
    .transform((text) => (text === 'all' ? [...STAGES] : (text.split(',') as StageName[])))
    .pipe(z.array(z.enum(STAGES)).min(1)),
  WORKER_NAME: z
    .string()
    .regex(/^[\w.-]{1,128}$/)
    .default(
      () =>
        hostname()
          .replaceAll(/[^\w.-]/g, '-')
          .slice(0, 64) || 'worker',
    ),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  WORKER_THREADS: z.coerce.number().int().min(1).max(256).default(availableParallelism()),
  WORKER_MEMORY_MB: z.coerce.number().int().min(64).default(512),
  RECONCILE_MS: z.coerce.number().int().min(100).default(15_000),
  LOG_LEVEL: LogLevel.default('info'),
})

export interface WorkerEnv {
  redisUrl: string
  mongoUri: string
  tls: ServerTls
  artifacts: string
  keyFile: string
  /** The key ring's own variables, passed on unread. */
  keys: Record<string, string | undefined>
  stages: StageName[]
  /** By which operators know it; the host's name when they do not say. */
  name: string
  host: string
  port: number
  threads: number
  /** Heap of one thread, in MiB. */
  threadMemoryMb: number
  reconcileMs: number
  unpackLimits: ReturnType<typeof readUnpackLimits>
  logLevel: string
}

/** @throws ValidationError that names each unusable variable */
export function readWorkerEnv(environment: Record<string, string | undefined>): WorkerEnv {
  const env = readEnv(Schema, environment)
  return {
    redisUrl: env.REDIS_URL,
    mongoUri: env.MONGODB_URI,
    tls: readServerTls(environment),
    artifacts: env.TECHDECK_ARTIFACTS ?? join(env.TECHDECK_HOME, 'data', 'artifacts'),
    keyFile: env.TECHDECK_KEY_FILE ?? join(env.TECHDECK_HOME, 'keys', 'ring.json'),
    keys: environment,
    stages: env.STAGES,
    name: env.WORKER_NAME,
    host: env.HOST,
    port: env.PORT,
    threads: env.WORKER_THREADS,
    threadMemoryMb: env.WORKER_MEMORY_MB,
    reconcileMs: env.RECONCILE_MS,
    unpackLimits: readUnpackLimits(environment),
    logLevel: env.LOG_LEVEL,
  }
}

import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino'
import { describeError } from './errors.ts'

/** Fields that a log line may carry. What is not listed here is dropped, so content cannot slip into a log. */
const ALLOWED = new Set([
  'service',
  'stage',
  'executionId',
  'datasetId',
  'uploadId',
  'shard',
  'round',
  'requestId',
  'userId',
  'method',
  'route',
  'status',
  'durationMs',
  'count',
  'bytes',
  'attempt',
  'code',
  'reason',
  'port',
  'url',
  'pid',
  'signal',
  'version',
  'event',
  'seq',
  'jobId',
  'queue',
])

/** Ids, counts and codes; an error goes into `err`. Objects are dropped. */
interface LogFields {
  err?: unknown
  [name: string]: unknown
}

/** Logs ids, counts and durations as JSON lines; errors by code, never by a foreign message. */
export interface Logger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
  child(fields: LogFields): Logger
}

export function createLogger(
  service: string,
  options: { level?: string; destination?: DestinationStream } = {},
): Logger {
  const base = pino(
    {
      level: options.level ?? 'info',
      base: { service },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? pino.destination({ fd: 2, sync: false }),
  )
  return wrap(base)
}

function wrap(target: PinoLogger): Logger {
  return {
    debug: (fields, message) => target.debug(allowed(fields), message),
    info: (fields, message) => target.info(allowed(fields), message),
    warn: (fields, message) => target.warn(allowed(fields), message),
    error: (fields, message) => target.error(allowed(fields), message),
    child: (fields) => wrap(target.child(allowed(fields))),
  }
}

function allowed({ err, ...fields }: LogFields): Record<string, unknown> {
  const kept = Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => ALLOWED.has(name) && typeof value !== 'object'),
  )
  return err === undefined ? kept : { ...kept, ...errorFields(err) }
}

function errorFields(error: unknown): Record<string, string> {
  const { code, message } = describeError(error)
  return { code, reason: message }
}

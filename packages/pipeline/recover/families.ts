import { describeError } from '@techdeck/core'

export const ERROR_FAMILIES = [
  'validation',
  'processing',
  'resource',
  'privacy',
  'rate_limit',
  'authentication',
  'unknown',
] as const
export type ErrorFamily = (typeof ERROR_FAMILIES)[number]

const FAMILY: Readonly<Record<string, ErrorFamily>> = {
  VALIDATION_ERROR: 'validation',
  UNPROCESSABLE_FILE: 'validation',
  UNSUPPORTED_MEDIA_TYPE: 'validation',
  PAYLOAD_TOO_LARGE: 'validation',
  NOT_FOUND: 'validation',
  CONFLICT: 'validation',
  PROCESSING_ERROR_RETRY: 'processing',
  PROCESSING_ERROR_FINAL: 'processing',
  PARTIAL_PROCESSING: 'processing',
  // A shard that needs more memory than a thread has does so again, and then it is the shard.
  ERR_WORKER_OUT_OF_MEMORY: 'processing',
  RESOURCE_UNAVAILABLE: 'resource',
  CIRCUIT_BREAKER_OPEN: 'resource',
  QUEUED_FOR_PROCESSING: 'resource',
  LOCKED: 'resource',
  PRIVACY_VIOLATION: 'privacy',
  DECRYPTION_ERROR: 'privacy',
  DATA_DESTROYED: 'privacy',
  RATE_LIMIT_EXCEEDED: 'rate_limit',
  AUTHENTICATION_ERROR: 'authentication',
  AUTHORIZATION_ERROR: 'authentication',
}

/** What kind of trouble an error is, by its code alone: its class does not survive the way out of a thread. */
export const familyOf = (error: unknown): ErrorFamily => FAMILY[describeError(error).code] ?? 'unknown'

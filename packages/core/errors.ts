import type { ErrorCode, Problem } from '@techdeck/contracts'
import { ERROR_STATUS } from '@techdeck/contracts/names'

/** Details are safe to show anywhere: ids, counts, codes, positions. Never a part of a conversation. */
export type SafeDetails = Record<string, unknown> | readonly Problem[]

export interface AppErrorOptions {
  details?: SafeDetails
  /** What a person reads and can act on; defaults to the message. */
  userMessage?: string
  /** Seconds after which trying again is sensible. */
  retryAfter?: number
  cause?: unknown
}

/** The one family of errors that TechDeck throws. `code` is stable, `retryable` tells queues whether another attempt can help. */
export abstract class AppError extends Error {
  abstract readonly code: ErrorCode | (string & {})
  abstract readonly status: number
  abstract readonly retryable: boolean
  readonly details: SafeDetails | undefined
  readonly userMessage: string
  readonly retryAfter: number | undefined

  constructor(message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.details = options.details
    this.userMessage = options.userMessage ?? message
    this.retryAfter = options.retryAfter
  }
}

/** Input that does not fit its contract; trying again cannot help. */
export class ValidationError extends AppError {
  override readonly code = 'VALIDATION_ERROR'
  override readonly status = ERROR_STATUS.VALIDATION_ERROR
  override readonly retryable = false
}

/** Who asks could not be established. `details.reason` is one of the reasons of the wire. */
export class AuthenticationError extends AppError {
  override readonly code = 'AUTHENTICATION_ERROR'
  override readonly status = ERROR_STATUS.AUTHENTICATION_ERROR
  override readonly retryable = false
}

/** Who asks is known and may not. */
export class AuthorizationError extends AppError {
  override readonly code = 'AUTHORIZATION_ERROR'
  override readonly status = ERROR_STATUS.AUTHORIZATION_ERROR
  override readonly retryable = false
}

/** Not there, or not the caller's: the answer is the same. */
export class NotFoundError extends AppError {
  override readonly code = 'NOT_FOUND'
  override readonly status = ERROR_STATUS.NOT_FOUND
  override readonly retryable = false
}

/** The state of a thing does not allow what was asked. */
export class ConflictError extends AppError {
  override readonly code = 'CONFLICT'
  override readonly status = ERROR_STATUS.CONFLICT
  override readonly retryable = false
}

/** An upload was not gone on with for so long that what had come was removed. */
export class UploadExpiredError extends AppError {
  override readonly code = 'UPLOAD_EXPIRED'
  override readonly status = ERROR_STATUS.UPLOAD_EXPIRED
  override readonly retryable = false
}

/** Its key was destroyed: nobody can read it any more, wherever a copy lies. */
export class DataDestroyedError extends AppError {
  override readonly code = 'DATA_DESTROYED'
  override readonly status = ERROR_STATUS.DATA_DESTROYED
  override readonly retryable = false
}

/** The request speaks another version of the protocol. */
export class PreconditionFailedError extends AppError {
  override readonly code = 'PRECONDITION_FAILED'
  override readonly status = ERROR_STATUS.PRECONDITION_FAILED
  override readonly retryable = false
}

/** Another request holds it and does not let go in time. */
export class LockedError extends AppError {
  override readonly code = 'LOCKED'
  override readonly status = ERROR_STATUS.LOCKED
  override readonly retryable = true
}

/** The bytes that came are not those that were sent; none of them was kept. */
export class ChecksumMismatchError extends AppError {
  override readonly code = 'CHECKSUM_MISMATCH'
  override readonly status = ERROR_STATUS.CHECKSUM_MISMATCH
  override readonly retryable = true
}

export class PayloadTooLargeError extends AppError {
  override readonly code = 'PAYLOAD_TOO_LARGE'
  override readonly status = ERROR_STATUS.PAYLOAD_TOO_LARGE
  override readonly retryable = false
}

/** A body of a kind that the route does not take. */
export class UnsupportedMediaTypeError extends AppError {
  override readonly code = 'UNSUPPORTED_MEDIA_TYPE'
  override readonly status = ERROR_STATUS.UNSUPPORTED_MEDIA_TYPE
  override readonly retryable = false
}

/** A file that cannot be read as conversations; `details` say what, where and what to do. */
export class UnprocessableFileError extends AppError {
  override readonly code = 'UNPROCESSABLE_FILE'
  override readonly status = ERROR_STATUS.UNPROCESSABLE_FILE
  override readonly retryable = false
}

export class RateLimitExceededError extends AppError {
  override readonly code = 'RATE_LIMIT_EXCEEDED'
  override readonly status = ERROR_STATUS.RATE_LIMIT_EXCEEDED
  override readonly retryable = true
}

/** A stage failed at its work; another attempt may succeed. */
export class ProcessingError extends AppError {
  override readonly code = 'PROCESSING_ERROR_RETRY'
  override readonly status = ERROR_STATUS.PROCESSING_ERROR_RETRY
  override readonly retryable = true
}

/** A stage failed in a way that another attempt cannot mend, such as counts that do not add up. */
export class ProcessingFinalError extends AppError {
  override readonly code = 'PROCESSING_ERROR_FINAL'
  override readonly status = ERROR_STATUS.PROCESSING_ERROR_FINAL
  override readonly retryable = false
}

/** Redis, MongoDB, disk or memory is not there right now. */
export class ResourceError extends AppError {
  override readonly code = 'RESOURCE_UNAVAILABLE'
  override readonly status = ERROR_STATUS.RESOURCE_UNAVAILABLE
  override readonly retryable = true
}

/** It is being made, and is there within `estimatedWait` seconds or so. */
export class QueuedForProcessingError extends AppError {
  override readonly code = 'QUEUED_FOR_PROCESSING'
  override readonly status = ERROR_STATUS.QUEUED_FOR_PROCESSING
  override readonly retryable = true
  readonly estimatedWait: number

  constructor(message: string, estimatedWait: number, options: AppErrorOptions = {}) {
    super(message, options)
    this.estimatedWait = estimatedWait
  }
}

/** A part of it came through, `processedPercentage` of it; trying again goes on with the rest. */
export class PartialProcessingError extends AppError {
  override readonly code = 'PARTIAL_PROCESSING'
  override readonly status = ERROR_STATUS.PARTIAL_PROCESSING
  override readonly retryable = true
  readonly processedPercentage: number

  constructor(message: string, processedPercentage: number, options: AppErrorOptions = {}) {
    super(message, options)
    this.processedPercentage = processedPercentage
  }
}

/** What it needs did not answer several times in a row and is left alone for a moment; nothing was tried. */
export class CircuitBreakerOpenError extends AppError {
  override readonly code = 'CIRCUIT_BREAKER_OPEN'
  override readonly status = ERROR_STATUS.CIRCUIT_BREAKER_OPEN
  override readonly retryable = false
}

/** Something identifying would have left the house. */
export class PrivacyViolationError extends AppError {
  override readonly code = 'PRIVACY_VIOLATION'
  override readonly status = ERROR_STATUS.PRIVACY_VIOLATION
  override readonly retryable = false
}

/** An artifact does not open: wrong key, other context, cut, or changed. */
export class DecryptionError extends AppError {
  override readonly code = 'DECRYPTION_ERROR'
  override readonly status = ERROR_STATUS.DECRYPTION_ERROR
  override readonly retryable = false
}

/** The work was handed back unharmed: the host is stopping, or nobody wants it any more. No failure, and not an attempt. */
export class HandedBack extends Error {
  override readonly name = 'HandedBack'
}

/** What may be logged or sent of any error: a code and, for our own, its message. Foreign messages quote what they fail on. */
export function describeError(error: unknown): { code: string; message: string; retryable: boolean } {
  if (error instanceof AppError) return { code: error.code, message: error.message, retryable: error.retryable }
  const foreign = error as { code?: unknown; name?: unknown } | null
  const code =
    typeof foreign?.code === 'string' && /^[A-Z0-9_]{2,60}$/.test(foreign.code) ? foreign.code : 'INTERNAL_ERROR'
  const name = typeof foreign?.name === 'string' && /^[A-Za-z]{2,60}$/.test(foreign.name) ? foreign.name : 'Error'
  return { code, message: `An unexpected ${name} occurred.`, retryable: true }
}

import { z } from 'zod'

/** Every `error_code` that the API answers, with the HTTP status that it comes with. */
export const ERROR_STATUS = {
  VALIDATION_ERROR: 400,
  AUTHENTICATION_ERROR: 401,
  AUTHORIZATION_ERROR: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  UPLOAD_EXPIRED: 410,
  DATA_DESTROYED: 410,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE_FILE: 422,
  LOCKED: 423,
  RATE_LIMIT_EXCEEDED: 429,
  CHECKSUM_MISMATCH: 460,
  INTERNAL_ERROR: 500,
  PROCESSING_ERROR_RETRY: 503,
  PARTIAL_PROCESSING: 503,
  QUEUED_FOR_PROCESSING: 503,
  RESOURCE_UNAVAILABLE: 503,
  PROCESSING_ERROR_FINAL: 503,
  CIRCUIT_BREAKER_OPEN: 503,
  PRIVACY_VIOLATION: 503,
  DECRYPTION_ERROR: 503,
} as const
export type ErrorCode = keyof typeof ERROR_STATUS

/** The body of every failed answer. `message` is for developers, `user_message` for people; neither quotes content. */
export const ErrorBody = z.object({
  success: z.literal(false),
  error_code: z.string(),
  message: z.string(),
  user_message: z.string(),
  recoverable: z.boolean(),
  retry_after: z.number().optional(),
  retry_count: z.int().optional(),
  partial_result: z.boolean().optional(),
  processed_percentage: z.number().optional(),
  estimated_wait: z.number().optional(),
  details: z.json().optional(),
  request_id: z.string(),
})
export type ErrorBody = z.infer<typeof ErrorBody>

/** `details` of a VALIDATION_ERROR: what is wrong where, and what would be right. Never the value itself. */
export interface Problem {
  path: string
  problem: string
  allowed?: readonly string[]
}

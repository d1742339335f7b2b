import { z } from 'zod'

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

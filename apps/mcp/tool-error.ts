import { ApiError, ConnectionError } from '@techdeck/client'
import type { ErrorCode } from '@techdeck/contracts'
import { AppError, describeError } from '@techdeck/core'
import { HostError } from './host.ts'

/** What an agent is told of a call that failed. No member quotes content. */
export interface ToolError {
  error_code: string
  /** For people, as the API says it. */
  user_message: string
  /** For the agent: what to do next. */
  what_to_do: string
  /** Whether the same call may succeed later. */
  recoverable: boolean
  /** Seconds. */
  retry_after?: number
  details?: unknown
  request_id?: string
}

export function toToolError(error: unknown): ToolError {
  if (error instanceof ApiError) {
    const { error_code, user_message, recoverable, retry_after, estimated_wait, details, request_id } = error.body
    const wait = retry_after ?? estimated_wait
    return {
      ...said(error_code, user_message, recoverable),
      ...(wait !== undefined && { retry_after: wait }),
      ...(details !== undefined && { details }),
      ...(request_id && { request_id }),
    }
  }
  if (error instanceof ConnectionError) return said('RESOURCE_UNAVAILABLE', error.message, true)
  if (error instanceof HostError) return said(error.code, error.message, error.code === 'RESOURCE_UNAVAILABLE')
  if (error instanceof AppError) {
    const { code, userMessage, retryable, retryAfter, details } = error
    return {
      ...said(code, userMessage, retryable),
      ...(retryAfter !== undefined && { retry_after: retryAfter }),
      ...(Array.isArray(details) && { details }),
    }
  }
  return said('INTERNAL_ERROR', describeError(error).message, false)
}

const said = (code: string, user_message: string, recoverable: boolean): ToolError => ({
  error_code: code,
  user_message,
  what_to_do: NEXT[code as ErrorCode] ?? (recoverable ? AGAIN : GIVE_UP),
  recoverable,
})

const AGAIN = 'Call again after retry_after seconds, or after a few seconds where it is not said.'
const GIVE_UP = 'Calling again will not help. Tell the user, with the request_id where there is one.'

const NEXT: Readonly<Partial<Record<ErrorCode, string>>> = {
  VALIDATION_ERROR: 'Mend the arguments that details or the message name, then call again.',
  AUTHENTICATION_ERROR:
    'Ask the user to sign in: ./techdeck login for a server that runs by ./techdeck mcp, a new bearer token in the client’s configuration over HTTP.',
  AUTHORIZATION_ERROR: 'The signed-in user may not do this. Ask the user; do not try other ids.',
  NOT_FOUND:
    'Look the id up with list_datasets or list_runs. What belongs to others is not found either, and a report or export is there only once its stage is done.',
  CONFLICT: 'The state does not allow it now. Look at it with get_run or get_dataset, then decide.',
  PAYLOAD_TOO_LARGE: 'Upload fewer or smaller files.',
  UNPROCESSABLE_FILE: 'The file holds no conversations that can be read. Tell the user which file and why.',
  QUEUED_FOR_PROCESSING: 'It is being made. Call again in a few seconds.',
  RESOURCE_UNAVAILABLE:
    'The service does not answer. Try once more in a few seconds; then ask the user to look at ./techdeck status.',
}

import type { ErrorBody, ServerFrame } from '@techdeck/contracts'
import { AppError } from '@techdeck/core'

/** A frame as bytes, so that one that goes to many is written once. */
export const encode = (frame: ServerFrame): Buffer => Buffer.from(JSON.stringify(frame))

type Subject = { execution_id?: string | undefined; dataset_id?: string | undefined }

/** What a client is told of an error: our own as they are, foreign ones without their text. */
export function errorFrame(error: unknown, { execution_id, dataset_id }: Subject = {}): Buffer {
  const known = error instanceof AppError ? error : undefined
  return encode({
    type: 'error',
    error_code: known?.code ?? 'INTERNAL_ERROR',
    message: known?.message ?? 'An unexpected error occurred.',
    user_message: known?.userMessage ?? 'Something went wrong. Please try again.',
    recoverable: known?.retryable ?? true,
    ...(known?.details !== undefined && { details: known.details as ErrorBody['details'] }),
    ...(execution_id !== undefined && { execution_id }),
    ...(dataset_id !== undefined && { dataset_id }),
  })
}

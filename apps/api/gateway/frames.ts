import type { ErrorBody, ServerFrame } from '@techdeck/contracts'
import { AppError } from '@techdeck/core'
import * as ws from 'ws'

/** What `ws` makes frames with (RFC 6455, section 5.2); its types leave it out. */
const { Sender } = ws as unknown as {
  Sender: { frame(data: Buffer, options: { fin: boolean; opcode: number; readOnly: boolean }): Buffer[] }
}
const TEXT = 1

/**
 * A frame as the bytes that go over the wire, header and all, so that one that goes to many is written once and each
 * socket has one thing to write. Servers do not mask and nothing is compressed here: it is the same for every client.
 */
export const encode = (frame: ServerFrame): Buffer =>
  Buffer.concat(Sender.frame(Buffer.from(JSON.stringify(frame)), { fin: true, opcode: TEXT, readOnly: true }))

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

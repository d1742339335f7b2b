import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '@techdeck/contracts'
import {
  AppError,
  NotFoundError,
  PartialProcessingError,
  PayloadTooLargeError,
  QueuedForProcessingError,
  ValidationError,
  describeError,
  type Logger,
} from '@techdeck/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

/** Every failure leaves as the one error form of the wire: our own errors as they are, foreign ones without their text. */
export const errors = fp<{ logger: Logger }>(
  async (app, { logger }) => {
    app.setErrorHandler((error, request, reply) => sendError(error, request, reply, logger))
    app.setNotFoundHandler((request, reply) =>
      sendError(new NotFoundError('There is no such route.'), request, reply, logger),
    )
  },
  { name: 'errors' },
)

/** Answers with the error form. Also for what fails before any plug-in runs (`frameworkErrors`). */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  const known = ownError(error)
  const status = known?.status ?? statusOf(error)
  if (status >= 500)
    logger.error({ requestId: request.id, route: request.routeOptions.url, status, err: error }, 'request failed')
  const body = known ? ownBody(known, request.id) : foreignBody(status, request.id)
  if (body.retry_after !== undefined) reply.header('retry-after', Math.max(1, Math.ceil(body.retry_after)))
  // Such an answer has no body.
  if (request.method === 'HEAD') reply.header('x-error-code', body.error_code)
  return reply
    .code(status)
    .header('x-request-id', request.id)
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body)
}

/** Our own errors, and Fastify's refusals of a body in our words: its messages may quote what they refuse. */
function ownError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || (typeof code === 'string' && TOO_MUCH.has(code)))
    return new PayloadTooLargeError('The request is larger than allowed.')
  if (typeof code === 'string' && code in BAD_BODY)
    return new ValidationError('The request cannot be read.', {
      details: [{ path: 'body', problem: BAD_BODY[code] }],
    })
  return undefined
}

const TOO_MUCH = new Set(['FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT', 'FST_REQ_FILE_TOO_LARGE'])

const BAD_BODY: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'not valid JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'empty, but declared as JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'shorter or longer than its content-length',
  FST_PROTO_VIOLATION: 'a part has a name that is not allowed',
  FST_INVALID_JSON_FIELD_ERROR: 'a part is not the JSON that it is declared to be',
  FST_MP_PREMATURE_CLOSE: 'ended before its last part',
}

function ownBody(error: AppError, requestId: string): ErrorBody {
  return {
    success: false,
    error_code: error.code,
    message: error.message,
    user_message: error.userMessage,
    recoverable: error.retryable,
    ...(error.retryAfter !== undefined && { retry_after: error.retryAfter }),
    ...(error instanceof QueuedForProcessingError && { estimated_wait: error.estimatedWait }),
    ...(error instanceof PartialProcessingError && {
      partial_result: true,
      processed_percentage: error.processedPercentage,
    }),
    ...(error.details !== undefined && { details: error.details as ErrorBody['details'] }),
    request_id: requestId,
  }
}

function statusOf(error: unknown): number {
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : 500
}

const CODE_OF_STATUS = new Map<number, ErrorCode>(
  Object.entries(ERROR_STATUS)
    .toReversed()
    .map(([code, status]) => [status, code as ErrorCode]),
)
CODE_OF_STATUS.set(406, 'UNSUPPORTED_MEDIA_TYPE').set(503, 'RESOURCE_UNAVAILABLE')

const MESSAGES: Readonly<Record<number, string>> = {
  404: 'There is no such route.',
  406: 'The content type of the request is not supported here.',
  413: 'The request is larger than allowed.',
  415: 'The content type of the request is not supported here.',
  503: 'The service is not available right now.',
}

/** The error form of a failure that is not ours: by its status alone, since foreign messages quote what they fail on. */
export function foreignBody(status: number, requestId: string): ErrorBody {
  const code = CODE_OF_STATUS.get(status) ?? (status < 500 ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR')
  const message = MESSAGES[status] ?? (status < 500 ? 'The request cannot be served.' : 'An unexpected error occurred.')
  return {
    success: false,
    error_code: code,
    message,
    user_message: status < 500 ? message : `${message} Please try again; if it stays, report the request id.`,
    recoverable: status >= 500 && describeError(undefined).retryable,
    request_id: requestId,
  }
}

import { ErrorBody, type ExecutionStatus } from '@techdeck/contracts'
import { AppError, describeError } from '@techdeck/core'
import { CommanderError } from 'commander'

/** What scripts rely on. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  notAllowed: 3,
  notFound: 4,
  unreachable: 5,
  partial: 6,
  interrupted: 130,
} as const

const BY_STATUS: Readonly<Record<number, number>> = {
  400: EXIT.wrongUse,
  401: EXIT.notAllowed,
  403: EXIT.notAllowed,
  404: EXIT.notFound,
  413: EXIT.wrongUse,
  415: EXIT.wrongUse,
  422: EXIT.wrongUse,
}
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'RESOURCE_UNAVAILABLE',
])

/** Names of the client's errors whose messages are its own words. */
const OF_THE_CLIENT: ReadonlySet<unknown> = new Set(['ConnectionError', 'DownloadMismatchError'])

/** The exit code that the status of an execution stands for; one that has not ended is no failure. */
export function exitOfStatus(status: ExecutionStatus): number {
  if (status === 'failed' || status === 'cancelled') return EXIT.failed
  return status === 'partial' ? EXIT.partial : EXIT.done
}

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse
  const { code, name, status, cause } = (error ?? {}) as {
    code?: string
    name?: string
    status?: number
    cause?: { code?: string }
  }
  if (name === 'AbortError') return EXIT.interrupted
  if (name === 'ConnectionError') return EXIT.unreachable
  if (UNREACHABLE.has(code ?? '') || UNREACHABLE.has(cause?.code ?? '')) return EXIT.unreachable
  return BY_STATUS[status ?? 0] ?? EXIT.failed
}

export interface ErrorSummary {
  success: false
  error_code: string
  message: string
  details?: ErrorBody['details']
  request_id?: string
}

/** What a person, or a script with `--json`, is told of an error; a foreign message may quote content and is not shown. */
export function errorView(error: unknown): ErrorSummary {
  if (error instanceof AppError) return { success: false, error_code: error.code, message: error.userMessage }
  const answer = ErrorBody.safeParse(memberOf(error, 'body'))
  if (answer.success) {
    const { error_code, user_message: message, details, request_id } = answer.data
    return { success: false, error_code, message, ...(details !== undefined && { details }), request_id }
  }
  const { code, message } = describeError(error)
  const own = OF_THE_CLIENT.has(memberOf(error, 'name')) ? memberOf(error, 'message') : undefined
  return { success: false, error_code: code, message: typeof own === 'string' ? own : message }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

/** The lines that say more than an error's message: what is wrong where, and by which request it can be looked up. */
export function errorNotes({ details, request_id }: ErrorSummary): string[] {
  const problems = Array.isArray(details) ? details : []
  return [
    ...problems.flatMap((each) => {
      const [path, problem, allowed] = ['path', 'problem', 'allowed'].map((name) => memberOf(each, name))
      if (typeof path !== 'string' || typeof problem !== 'string') return []
      return [`  ${path}: ${problem}${Array.isArray(allowed) ? ` (allowed: ${allowed.join(', ')})` : ''}`]
    }),
    ...(request_id ? [`  request ${request_id}`] : []),
  ]
}

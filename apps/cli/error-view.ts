import { ErrorBody } from '@techdeck/contracts'
import { AppError, describeError } from '@techdeck/core'

/** Names of the client's errors whose messages are its own words. */
const OF_THE_CLIENT: ReadonlySet<unknown> = new Set(['ConnectionError', 'DownloadMismatchError'])

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

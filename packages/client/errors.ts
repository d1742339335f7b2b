import type { ErrorBody } from '@techdeck/contracts'

/** A failed answer of the API, by its error form. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The wire's `error_code`. */
  readonly code: string
  readonly status: number
  readonly body: ErrorBody

  constructor(status: number, body: ErrorBody) {
    super(body.message)
    this.code = body.error_code
    this.status = status
    this.body = body
  }

  /** For people, with what to do. */
  get userMessage(): string {
    return this.body.user_message
  }

  /** Why a sign-in was refused: `token_expired`, `user_inactive` … */
  get reason(): string | undefined {
    const { details } = this.body
    const reason =
      details !== null && typeof details === 'object' && !Array.isArray(details) ? details.reason : undefined
    return typeof reason === 'string' ? reason : undefined
  }
}

/** No answer came: nobody listens there, or the connection broke. What was asked may have happened or not. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  /** The system's code, such as `ECONNREFUSED`. */
  readonly code: string

  constructor(baseUrl: string, cause: unknown) {
    super(`The API at ${baseUrl} does not answer.`, { cause })
    this.code = codeOf(cause) ?? 'ECONNRESET'
  }
}

/** A file came whole and is not what was exported: its hash differs. Nothing was kept of it; another attempt may help. */
export class DownloadMismatchError extends Error {
  override readonly name = 'DownloadMismatchError'
  readonly code = 'DOWNLOAD_MISMATCH'

  /** @param file name of the exported file */
  constructor(file: string) {
    super(
      `What came for ${file} is not what was exported: its SHA-256 differs. Nothing was kept of it. Download it again; if it differs again, run the export anew.`,
    )
  }
}

/** Reads a failed answer; one that is not in the error form (a proxy's page) becomes one. */
export async function apiErrorOf(response: Response): Promise<ApiError> {
  const body = errorBodyOf(await response.json().catch(() => undefined))
  if (body) return new ApiError(response.status, body)
  const message = `The server answered ${response.status} without saying why.`
  return new ApiError(response.status, {
    success: false,
    error_code: response.status >= 500 ? 'RESOURCE_UNAVAILABLE' : 'INTERNAL_ERROR',
    message,
    user_message: message,
    recoverable: response.status >= 500,
    request_id: response.headers.get('x-request-id') ?? '',
  })
}

const MEMBERS = {
  error_code: 'string',
  message: 'string',
  user_message: 'string',
  recoverable: 'boolean',
  request_id: 'string',
} as const satisfies { [name in keyof ErrorBody]?: string }

/** A value in the error form, else `null`. Told by hand: a page would load the whole of zod for this alone. */
export function errorBodyOf(value: unknown): ErrorBody | null {
  const typeOf = (name: string) => typeof Reflect.get(Object(value), name)
  const isWhole = Object.entries(MEMBERS).every(([name, type]) => typeOf(name) === type)
  if (!isWhole || !['undefined', 'number'].includes(typeOf('retry_after'))) return null
  return Reflect.get(Object(value), 'success') === false ? (value as ErrorBody) : null
}

function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; at !== null && typeof at === 'object' && depth < 5; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
    at = 'cause' in at ? at.cause : undefined
  }
  return undefined
}

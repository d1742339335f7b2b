import { API_PREFIX } from '@techdeck/contracts'
import { ApiError, ConnectionError, apiErrorOf } from './errors.ts'
import { wait } from './wait.ts'

export interface ClientOptions {
  /** Where the API listens, such as `http://127.0.0.1:5000`. */
  baseUrl: string
  token?: string
  /** Asked for each request; with `renew` after the API called the last one expired. */
  getToken?: (options: { renew: boolean }) => string | undefined | Promise<string | undefined>
  /** How often a repeatable request is sent again when the service is away or busy; 4 by default. */
  retries?: number
  fetch?: typeof fetch
}

export interface Request {
  method: string
  /** Below the API's prefix, with its parameters filled in. */
  path: string
  query?: { readonly [name: string]: string | number | boolean | undefined }
  headers?: { readonly [name: string]: string | undefined }
  /** Called for each attempt, since a stream can be sent once. */
  body?: () => { content: RequestInit['body']; headers?: { readonly [name: string]: string } }
  /** Whether sending it twice does what sending it once does. */
  repeatable: boolean
  signal?: AbortSignal | undefined
}

/** Sends requests: tokens, retries, errors. */
export class Transport {
  readonly #options: ClientOptions
  readonly #root: string

  constructor(options: ClientOptions) {
    this.#options = options
    this.#root = options.baseUrl.replace(/(?<!\/)\/+$/, '').replace(/\/api\/v1$/, '')
  }

  /** The address of a path below the API's prefix. */
  urlOf(path: string): string {
    return this.#root + API_PREFIX + path
  }

  /** The token to be sent now; a new one with `renew`, after the API called the last one expired. */
  async token(renew: boolean): Promise<string | undefined> {
    const { getToken, token = await getToken?.({ renew }) } = this.#options
    return token
  }

  /** Where sockets are opened. */
  get socketUrl(): string {
    return `${this.#root.replace(/^http/, 'ws')}${API_PREFIX}/ws`
  }

  /**
   * The answer to a request that succeeded. A repeatable request is sent again after 503 and after a broken connection,
   * any request after 429, each time after as long as the answer asks for (else 2ⁿ · 250 ms with jitter); an expired
   * token is renewed once.
   *
   * @throws {@link ApiError} @throws {@link ConnectionError}
   */
  async send(request: Request): Promise<Response> {
    const { retries = 4 } = this.#options
    let renew = false
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#sendOnce(request, renew)
      } catch (error) {
        request.signal?.throwIfAborted()
        if (!renew && this.#options.getToken && error instanceof ApiError && error.reason === 'token_expired') {
          renew = true
          continue
        }
        if (attempt >= retries || !mayRepeat(error, request.repeatable)) throw error
        await wait(pauseOf(error, attempt), request.signal)
      }
    }
  }

  async #sendOnce({ method, path, query, headers, body, signal }: Request, renew: boolean): Promise<Response> {
    const { fetch: send = fetch } = this.#options
    const token = await this.token(renew)
    const url = new URL(this.urlOf(path))
    for (const [name, value] of Object.entries(query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value))
    const { content, headers: ofBody } = body?.() ?? {}
    const all = Object.entries({ accept: 'application/json', ...headers, ...ofBody })
    const known = all.filter((entry): entry is [string, string] => entry[1] !== undefined)
    const init: RequestInit & { duplex?: 'half' } = {
      method,
      headers: { ...Object.fromEntries(known), ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(content !== undefined && { body: content, duplex: 'half' }),
      ...(signal && { signal }),
    }
    const response = await send(url, init).catch((cause: unknown) => {
      signal?.throwIfAborted()
      throw new ConnectionError(this.#root, cause)
    })
    if (!response.ok) throw await apiErrorOf(response)
    return response
  }
}

/** Whoever is told to wait for longer has to be told of it. */
const LONGEST_PAUSE_S = 30

function mayRepeat(error: unknown, repeatable: boolean): boolean {
  if (error instanceof ConnectionError) return repeatable
  if (!(error instanceof ApiError)) return false
  if ((error.body.retry_after ?? 0) > LONGEST_PAUSE_S) return false
  return error.status === 429 || (repeatable && error.status === 503 && error.body.recoverable)
}

function pauseOf(error: unknown, attempt: number): number {
  const asked = error instanceof ApiError ? error.body.retry_after : undefined
  return asked === undefined ? 250 * 2 ** attempt * (0.5 + Math.random() / 2) : asked * 1000
}

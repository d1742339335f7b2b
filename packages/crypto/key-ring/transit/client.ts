import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
  wrap,
} from 'cockatiel'
import { ResourceError } from '@techdeck/core'
import type { TransitSettings } from './settings.ts'

/** What the service answered; `errors` are its own words, which name no secret and quote none. */
export interface TransitAnswer {
  status: number
  data: Record<string, unknown>
  errors: readonly string[]
}

const ATTEMPTS_AFTER_THE_FIRST = 2
const FAILURES_UNTIL_OPEN = 5
const MAX_ANSWER_BYTES = 1024 * 1024

/**
 * Speaks HTTP with the service: each request has a time limit and is tried again when the service did not answer, or
 * answered that it cannot now. After five of those in a row nothing is asked for a while, so that a service that comes
 * back is not met by all who waited. Tokens and answers are in no error.
 */
export class TransitClient {
  readonly #settings: TransitSettings
  readonly #agent: HttpAgent | HttpsAgent
  readonly #patience
  #token: string | undefined

  constructor(settings: TransitSettings) {
    this.#settings = settings
    const { ca } = settings
    this.#agent =
      settings.url.protocol === 'http:'
        ? new HttpAgent({ keepAlive: true, maxSockets: 16 })
        : new HttpsAgent({ keepAlive: true, maxSockets: 16, minVersion: 'TLSv1.3', ...(ca !== undefined && { ca }) })
    const isPassing = handleWhen((error) => error instanceof ResourceError && isUnavailable(error))
    const { retryMs, pauseMs } = settings
    this.#patience = wrap(
      retry(isPassing, {
        maxAttempts: ATTEMPTS_AFTER_THE_FIRST,
        backoff: new ExponentialBackoff({ initialDelay: retryMs, maxDelay: 10 * retryMs }),
      }),
      circuitBreaker(isPassing, { halfOpenAfter: pauseMs, breaker: new ConsecutiveBreaker(FAILURES_UNTIL_OPEN) }),
    )
  }

  /**
   * @param path below the service's `v1`
   * @throws {@link ResourceError} when the service does not answer, is sealed, refuses the token, or is left alone
   */
  async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<TransitAnswer> {
    try {
      return await this.#patience.execute(() => this.#askAuthorised(method, path, body))
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error
      throw new ResourceError('The key management service did not answer lately and is left alone for a moment.', {
        details: { reason: 'key_service_paused' },
        retryAfter: Math.ceil(this.#settings.pauseMs / 1000),
      })
    }
  }

  /** A token that is refused is read once more, since an agent may have put a new one into its file. */
  async #askAuthorised(method: string, path: string, body?: object): Promise<TransitAnswer> {
    this.#token ??= await this.#settings.token()
    const first = await this.#send(method, path, this.#token, body)
    if (first.status !== 403) return first
    this.#token = await this.#settings.token()
    const second = await this.#send(method, path, this.#token, body)
    if (second.status !== 403) return second
    throw new ResourceError('The key management service refuses the token.', {
      details: { reason: 'key_service_refused', status: 403 },
      userMessage: 'The key management service refuses our token: it ran out, or its policy does not allow this.',
      retryAfter: 30,
    })
  }

  async #send(method: string, path: string, token: string, body?: object): Promise<TransitAnswer> {
    const { url, namespace, timeoutMs } = this.#settings
    const target = new URL(`${url.pathname.replace(/\/$/, '')}/v1/${path}`, url)
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = {
      'x-vault-token': token,
      'x-vault-request': 'true',
      ...(namespace !== undefined && { 'x-vault-namespace': namespace }),
      ...(text !== '' && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    }
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
    const fail = (problem: string) => reject(unavailable(problem))
    const send = target.protocol === 'http:' ? httpRequest : httpsRequest
    const options = { method, headers, agent: this.#agent, signal: AbortSignal.timeout(timeoutMs) }
    const sent = send(target, options, (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > MAX_ANSWER_BYTES) response.destroy()
        else chunks.push(chunk)
      })
      response.on('end', () => {
        const status = response.statusCode ?? 0
        if (status >= 500 || status === 429) fail(`status_${status}`)
        else resolve({ status, text: Buffer.concat(chunks).toString() })
      })
      response.on('error', () => fail('answer_cut'))
      response.on('close', () => fail('answer_cut'))
    })
    sent.on('error', (error: NodeJS.ErrnoException) =>
      fail(/^[A-Z0-9_]{2,60}$/.exec(error.code ?? '')?.[0] ?? 'timeout'),
    )
    sent.end(text)
    const answer = await promise
    // Out here, where what throws is a rejection: in a listener it would end the process.
    return { status: answer.status, ...read(answer.text) }
  }
}

const isUnavailable = ({ details }: ResourceError) =>
  details !== undefined && 'reason' in details && details.reason === 'key_service_unavailable'

const unavailable = (problem: string) =>
  new ResourceError('The key management service does not answer.', {
    details: { reason: 'key_service_unavailable', problem },
    retryAfter: 5,
  })

function read(text: string): Pick<TransitAnswer, 'data' | 'errors'> {
  try {
    const { data, errors } = Object(JSON.parse(text === '' ? '{}' : text)) as { data?: unknown; errors?: unknown }
    return {
      data: typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {},
      errors: Array.isArray(errors) ? errors.map(String) : [],
    }
  } catch {
    // Whatever answers there is no such service: its answer is as good as none.
    throw unavailable('no_json')
  }
}

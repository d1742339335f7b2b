import { lookup as lookUp } from 'node:dns'
import { request as overHttp, type RequestOptions } from 'node:http'
import { request as overHttps } from 'node:https'
import { performance } from 'node:perf_hooks'
import type { DeliveryProblem } from '@techdeck/contracts'
import { literalOf, maySendTo } from './address.ts'

export interface Outcome {
  /** The other side's, where it answered. */
  status: number | null
  durationMs: number
  problem: DeliveryProblem | null
}

export interface SendOptions {
  headers: Readonly<Record<string, string>>
  body: string
  /** For all of it: looking up, connecting and the answer. */
  timeoutMs: number
  /** Whether the own machine may be sent to. */
  loopback: boolean
  signal?: AbortSignal
}

/** What is read of an answer, so that its connection ends well; it is not looked at. */
const MOST_ANSWER_BYTES = 16 * 1024

/**
 * Posts a message. The connection goes to the very addresses that were looked at, so a name that leads elsewhere a
 * moment later changes nothing; redirects are not followed, and no proxy is asked. Never throws.
 */
export async function send(url: URL, { headers, body, timeoutMs, loopback, signal }: SendOptions): Promise<Outcome> {
  const started = performance.now()
  const over = (status: number | null, problem: DeliveryProblem | null): Outcome => ({
    status,
    durationMs: Math.round(performance.now() - started),
    problem,
  })
  const literal = literalOf(url)
  if (literal !== null && !maySendTo(literal, url.protocol, loopback)) return over(null, 'address')
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const status = await post(url, body, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      lookup: guarded(url.protocol, loopback),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    return over(status, status >= 200 && status < 300 ? null : 'answer')
  } catch (error) {
    return over(null, timeout.aborted ? 'timeout' : problemOf(error))
  }
}

const post = (url: URL, body: string, options: RequestOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? overHttps : overHttp)(url, options, (response) => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MOST_ANSWER_BYTES) response.destroy()
      })
      // Its status is all that counts, whatever becomes of the rest.
      response.on('error', () => {})
      resolve(response.statusCode ?? 0)
    })
    request.on('error', reject)
    request.end(body)
  })

class AddressRefused extends Error {}

/** Looks a name up, and gives its addresses only if all of them may be sent to. */
const guarded =
  (protocol: string, loopback: boolean): NonNullable<RequestOptions['lookup']> =>
  (hostname, options, callback) =>
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const isSafe = addresses.length > 0 && addresses.every(({ address }) => maySendTo(address, protocol, loopback))
      if (!isSafe) return callback(new AddressRefused('The address is not to be sent to.'), [])
      if (options.all) return callback(null, addresses)
      const [{ address, family }] = addresses
      callback(null, address, family)
    })

function problemOf(error: unknown): DeliveryProblem {
  if (error instanceof AddressRefused) return 'address'
  const code = (error as NodeJS.ErrnoException | null)?.code ?? ''
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'lookup'
  if (/CERT|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO/.test(code)) return 'certificate'
  return 'connection'
}

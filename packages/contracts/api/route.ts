import type { z } from 'zod'
import { ERROR_STATUS, type ErrorCode } from '../error-codes.ts'
import type { Permission } from '../permissions.ts'

/** Who may call a route: holders of a permission, anybody who is signed in, or anybody. */
export type Access = Permission | 'signed_in' | 'open'

/**
 * A route as data: the API serves it, the documentation shows it and the client calls it by the same object.
 * Queries and bodies are strict: an unknown member is a VALIDATION_ERROR.
 */
export interface RouteContract {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Below {@link API_PREFIX}; `:name` is a parameter. */
  readonly path: string
  readonly permission: Access
  /** Holders reach what others in the workspace own; without it a caller reaches only what is theirs. */
  readonly reachesOthers?: Permission
  /** Only for a person who is signed in: no API token opens it, whatever its scopes. */
  readonly person?: true
  /** Of a data set that is shared: for its owner alone. */
  readonly ownerOnly?: true
  readonly summary: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly headers?: z.ZodType
  readonly body?: z.ZodType
  /** Status of success. */
  readonly status: 101 | 200 | 201 | 202 | 204
  /** The whole body of success; absent where it is not JSON (files, streams, text). */
  readonly answer?: z.ZodType
  /** Operation under which the access is written to the audit log before it is answered; absent where no data are touched. */
  readonly audit?: string
  /** Opens what is sealed under a data set's key, which somebody may have destroyed. */
  readonly opens?: true
  /** Errors beyond those that {@link errorsOf} knows by the form of the route. */
  readonly errors?: readonly ErrorCode[]
  /** Guessing would pay here (passwords, tokens), so far fewer requests a minute are allowed. */
  readonly guessable?: true
  /** Many requests make one act, such as the parts of an upload, so ten times as many a minute are allowed. */
  readonly frequent?: true
  /** Each leaves something behind (a socket, an upload, a run), so a tenth as many requests a minute are allowed. */
  readonly rare?: true
  /** Served however much there is to do: it shows how things are, or makes them less. */
  readonly vital?: true
  /** What it makes: content on the disk, or work on the queues (which is content, too). Refused when there is no room. */
  readonly needs?: 'disk' | 'queue'
  /** Not counted by the rate limit. */
  readonly unlimited?: true
  /** Begins work or takes data in, so it is refused while there is maintenance. */
  readonly begins?: true
  /** Largest body where it is not the API's usual one. */
  readonly maxBodyBytes?: number
}

/** Every error that a route documents, by its form and its own list, in the order of their statuses. */
export function errorsOf(contract: RouteContract): ErrorCode[] {
  const { permission, path, params, query, headers, body, unlimited, person, opens, errors = [] } = contract
  const isOpen = permission === 'open'
  // By role, or by the scopes of an API token.
  const isRefusedToSome = !isOpen && permission !== 'signed_in'
  const codes: [ErrorCode, boolean][] = [
    ['VALIDATION_ERROR', Boolean(params ?? query ?? headers ?? body)],
    ['AUTHENTICATION_ERROR', !isOpen],
    ['AUTHORIZATION_ERROR', isRefusedToSome || person === true],
    ['NOT_FOUND', path.includes(':')],
    ['DATA_DESTROYED', Boolean(opens)],
    ['PAYLOAD_TOO_LARGE', Boolean(body)],
    ['UNSUPPORTED_MEDIA_TYPE', Boolean(body)],
    ['RATE_LIMIT_EXCEEDED', !unlimited],
    ['RESOURCE_UNAVAILABLE', !isOpen],
  ]
  const all = new Set([...codes.flatMap(([code, applies]) => (applies ? [code] : [])), ...errors])
  return [...all].toSorted((a, b) => ERROR_STATUS[a] - ERROR_STATUS[b])
}

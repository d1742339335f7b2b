import type { z } from 'zod'
import type { Permission } from '../permissions.ts'

/** Who may call a route: holders of a permission, anybody who is signed in, or anybody. */
export type Access = Permission | 'signed_in' | 'open'

/**
 * A route as data: the API serves it, the documentation shows it and the client calls it by the same object.
 * Queries and bodies are strict: an unknown member is a VALIDATION_ERROR.
 */
export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below {@link API_PREFIX}; `:name` is a parameter. */
  readonly path: string
  readonly permission: Access
  /** Holders reach what others in the workspace own; without it a caller reaches only what is theirs. */
  readonly reachesOthers?: Permission
  readonly summary: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly headers?: z.ZodType
  readonly body?: z.ZodType
  /** Status of success. */
  readonly status: 101 | 200 | 201 | 202
  /** The whole body of success; absent where it is not JSON (files, streams, text). */
  readonly answer?: z.ZodType
  /** Operation under which the access is written to the audit log before it is answered; absent where no data are touched. */
  readonly audit?: string
}

import { ResourceError } from '@techdeck/core'

/** Codes are kept in Redis alone. */
export function notNow(cause: unknown): never {
  throw new ResourceError('Devices cannot be signed in right now.', { cause, retryAfter: 2 })
}

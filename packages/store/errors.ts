import { AppError, ConflictError, ProcessingFinalError, ResourceError } from '@techdeck/core'

const DUPLICATE_KEY = 11_000

/** Server codes of faults that lie in the request itself: bad value, parse, type, authentication, validation, size. */
const REFUSED = new Set([2, 9, 13, 14, 18, 52, 54, 57, 121, 10_334, 17_280, 17_419])

/** Faults of the driver's caller: a wrong URI, argument or option. */
const MISUSED = new Set([
  'MongoInvalidArgumentError',
  'MongoParseError',
  'MongoAPIError',
  'MongoMissingCredentialsError',
])

interface Foreign {
  name?: string
  code?: number | string
  keyPattern?: Record<string, unknown>
  writeErrors?: { code?: number }[]
}
const foreign = (error: unknown): Foreign => Object(error)

/**
 * Gives a repository's methods one edge: what MongoDB, its driver or mongoose throws leaves as an `AppError`.
 *
 * - a duplicate key → `ConflictError` (details: the names of the fields)
 * - network, server selection, a full pool, a stepping-down or failing server → `ResourceError`
 * - what the server or a schema refuses → `ProcessingFinalError`, since trying again cannot help
 *
 * Foreign messages quote documents, so neither message nor cause is kept; name and code are.
 */
export function atEdge<R extends object>(repository: R): R {
  return new Proxy(repository, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        try {
          return await Reflect.apply(method, target, args)
        } catch (error) {
          throw toAppError(error)
        }
      }
    },
  })
}

/** What {@link atEdge} throws instead of `error`. Errors of our own pass. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const { name = 'Error', code, keyPattern } = foreign(error)
  if (code === DUPLICATE_KEY)
    return new ConflictError('A record with the same unique value exists already.', {
      details: { fields: Object.keys(keyPattern ?? {}) },
    })
  const details = { name, ...(code === undefined ? {} : { code }) }
  if (isRefused(name, code)) return new ProcessingFinalError('The database refused an operation.', { details })
  return new ResourceError('The database is not there right now.', { details, retryAfter: 2 })
}

/** Whether an insert of many failed for nothing but records that were there before. */
export function isOnlyDuplicates(error: unknown): boolean {
  const { code, writeErrors = [] } = foreign(error)
  if (writeErrors.length > 0) return writeErrors.every((one) => one.code === DUPLICATE_KEY)
  return code === DUPLICATE_KEY
}

export const isDuplicate = (error: unknown): boolean => foreign(error).code === DUPLICATE_KEY

function isRefused(name: string, code: number | string | undefined): boolean {
  if (name.startsWith('Mongo')) return MISUSED.has(name) || (typeof code === 'number' && REFUSED.has(code))
  // mongoose's own (CastError, ValidationError, StrictModeError …), BSON's and TypeErrors: a fault in the program.
  return true
}

import { S3ServiceException } from '@aws-sdk/client-s3'
import { ResourceError } from '@techdeck/core'

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined

/** Whether an object or an upload is not there, or not the one any more that was opened. */
export const isMissing = (error: unknown): boolean => [404, 412].includes(statusOf(error) ?? 0)

/**
 * Waits for one request about the artifact `key`; `undefined` where it fails as `expected`. Messages name no bucket.
 *
 * @throws {@link ResourceError}
 */
export async function ask<T>(key: string, request: Promise<T>): Promise<T>
export async function ask<T>(
  key: string,
  request: Promise<T>,
  expected: (error: unknown) => boolean,
): Promise<T | undefined>
export async function ask<T>(
  key: string,
  request: Promise<T>,
  expected?: (error: unknown) => boolean,
): Promise<T | undefined> {
  try {
    return await request
  } catch (error) {
    if (expected?.(error)) return undefined
    const status = statusOf(error)
    const code = error instanceof S3ServiceException ? error.name : 'unreachable'
    const refused = status === 401 || status === 403
    const message = refused
      ? `The store of artifacts does not let us in (${code}): look at its credentials.`
      : `The store of artifacts does not work (${code}).`
    throw new ResourceError(message, { details: { key, code }, cause: error })
  }
}

import { ResourceError } from '@techdeck/core'

/** The code of a file system's error, such as `ENOENT`. (`instanceof Error` would miss errors of another realm.) */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'

/** Waits for one operation on files of the artifact `key`. @throws {@link ResourceError} */
export async function io<T>(key: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation
  } catch (error) {
    const code = codeOf(error)
    const message =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'There is no space left for artifacts.'
        : `The folder of artifacts does not work (${code}).`
    throw new ResourceError(message, { details: { key, code }, cause: error })
  }
}

/** The result, or `undefined` where the file or folder is not there (any more). */
export async function unlessGone<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

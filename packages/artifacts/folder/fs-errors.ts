import { ResourceError, codeOf } from '@techdeck/core'

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

/** The code of a foreign error, such as `ENOENT`; its message may quote content and is not shown. (`instanceof Error` would miss errors of another realm.) */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'

/** The result, or `undefined` where the file or folder is not there (any more). */
export async function unlessGone<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

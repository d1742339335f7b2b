/** A text field of a thrown value, such as `code` or `stderr`; `undefined` when it has none. */
export function errorField(error: unknown, field: 'code' | 'stderr' | 'stdout'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const value: unknown = Reflect.get(error, field)
  return typeof value === 'string' ? value : undefined
}

/** What went wrong, for people; only for errors of our own, whose messages quote no content. */
export const errorMessage = (error: unknown): string => (Error.isError(error) ? error.message : 'unknown error')

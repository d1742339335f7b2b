/** A text field of a thrown value, such as `code` or `stderr`; `undefined` when it has none. */
export function errorField(error: unknown, field: 'code' | 'stderr' | 'stdout'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const value: unknown = Reflect.get(error, field)
  return typeof value === 'string' ? value : undefined
}

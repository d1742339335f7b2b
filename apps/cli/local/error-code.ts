/** The code of a foreign error, such as `ENOENT`; its message may quote content and is not shown. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'

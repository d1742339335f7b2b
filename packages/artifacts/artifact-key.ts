import { ValidationError } from '@techdeck/core'

/** Ends the names of stored artifacts, so that one may be called like the folder of others. No key may end so. */
export const SUFFIX = '.sealed'

const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,200}$/
const MAX_KEY_LENGTH = 900

/** @throws {@link ValidationError} when it is no path of ids; the message does not quote it. */
export function checkKey(key: string): void {
  if (
    key.length > MAX_KEY_LENGTH ||
    !key.split('/').every((segment) => SEGMENT.test(segment) && !segment.endsWith(SUFFIX))
  ) {
    throw new ValidationError(
      'The key of an artifact is a path of ids: letters, digits, ".", "_" and "-", joined by "/".',
    )
  }
}

/** The path that a prefix names, without a slash at its end; `''` for all. @throws {@link ValidationError} */
export function checkPrefix(prefix: string): string {
  const path = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix
  if (prefix !== '') checkKey(path)
  return path
}

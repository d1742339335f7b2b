import { createHash } from 'node:crypto'

/** SHA-256 as lower-case hex. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/**
 * JSON with sorted keys and no white space, so that equal values have equal bytes. `undefined` members are left out;
 * dates and whatever else knows its JSON form are written as that.
 */
export function canonicalJson(value: unknown): string {
  if (hasJsonForm(value)) return canonicalJson(value.toJSON())
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

const hasJsonForm = (value: unknown): value is { toJSON(): unknown } =>
  typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === 'function'

/** SHA-256 of a value's canonical JSON. */
export const hashOf = (value: unknown): string => sha256(canonicalJson(value))

/** SHA-256 of a data set: its only file's, or over the ordered hashes of its files (hex, joined by line feeds). */
export const hashOfFiles = (hashes: readonly string[]): string =>
  hashes.length === 1 ? hashes[0] : sha256(hashes.join('\n'))

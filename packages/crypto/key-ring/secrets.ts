/** Least length of a secret that is not a key of fixed size. */
export const MIN_SECRET_BYTES = 32

/** Decodes base64 (either alphabet) of the wanted length; `null` for anything else. */
export function decodeSecret(text: string, bytes: { exactly: number } | { atLeast: number }): Uint8Array | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null
  const decoded = Buffer.from(text, 'base64')
  const fits = 'exactly' in bytes ? decoded.length === bytes.exactly : decoded.length >= bytes.atLeast
  return fits ? decoded : null
}

/** Ids of key-encryption keys stand in records and messages. */
export const isKekId = (text: string): boolean => /^[A-Za-z0-9._-]{1,64}$/.test(text)

export const repeated = (ids: readonly string[]): boolean => new Set(ids).size < ids.length

import { newSecret, sha256 } from '@techdeck/core'

/** A secret, and its hash, which alone is stored. */
export function newToken(): { token: string; tokenHash: string } {
  const token = newSecret()
  return { token, tokenHash: hashToken(token) }
}

export const hashToken = (token: string): string => sha256(`techdeck-secret ${token}`)

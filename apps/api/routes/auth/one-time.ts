import { randomBytes } from 'node:crypto'
import { sha256 } from '@techdeck/core'

/** A secret that is handed out once: 256 random bits. Only its hash is stored. */
export function newSecret(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token) }
}

export const hashToken = (token: string): string => sha256(`techdeck-secret ${token}`)

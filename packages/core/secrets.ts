import { createHmac, randomBytes } from 'node:crypto'

/** A secret that is handed out once: 256 random bits, as text for addresses and cookies. Keep a hash of it alone. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** The name by which a token says which secret signed it. It gives nothing of the secret away. */
export const tokenKeyId = (secret: string): string =>
  createHmac('sha256', secret).update('techdeck token key').digest('hex').slice(0, 16)

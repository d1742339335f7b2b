import { randomBytes } from 'node:crypto'

/** A secret that is handed out once: 256 random bits, as text for addresses and cookies. Keep a hash of it alone. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

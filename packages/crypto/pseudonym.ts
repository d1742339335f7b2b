import { createHmac } from 'node:crypto'

/** HMAC-SHA-256 of a value as lower-case hex: equal values have equal pseudonyms under one key, and only its holder can make them. */
export const pseudonym = (value: string, key: Uint8Array): string =>
  createHmac('sha256', key).update(value).digest('hex')

import { isIP } from 'node:net'
import { z } from 'zod'

const LENGTH = { 4: 32, 6: 128 } as const

/**
 * Proxies whose `x-forwarded-for` is believed: addresses and networks (`10.0.0.0/8, fd00::/8`), comma-separated. Neither
 * a number of hops nor everybody: with these a caller says where they come from, and every limit by address is void.
 */
export const TrustedProxies = z
  .string()
  .transform((list) => list.split(',').flatMap((part) => part.trim() || []))
  .refine((parts) => parts.length > 0 && parts.every(isNetwork))
  .transform((parts) => parts.join(','))

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  return /^\d{1,3}$/.test(prefix) && Number(prefix) > 0 && Number(prefix) <= LENGTH[version as 4 | 6]
}

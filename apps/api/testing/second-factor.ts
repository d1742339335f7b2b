import type { User } from '@techdeck/contracts'
import { Secret, TOTP } from 'otpauth'
import { createSecondFactors } from '../second-factors.ts'
import type { TestApi } from './start-api.ts'

/** What an authenticator shows now, or some half minutes later. */
export const codeOf = (secret: string, later = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + later * 30_000 })

/** An authenticator that waits to be confirmed. */
export async function begunFactor(api: TestApi, userId: string): Promise<string> {
  const user: User | null = await api.store.users.get(userId)
  return (await createSecondFactors(api.deps).begin(user!)).secret
}

/** One that is confirmed; the next code is `codeOf(secret, 1)`. */
export async function enrolledFactor(api: TestApi, userId: string): Promise<{ secret: string; codes: string[] }> {
  const secret = await begunFactor(api, userId)
  const codes = await createSecondFactors(api.deps).confirm(userId, codeOf(secret))
  return { secret, codes: codes! }
}

import { randomInt } from 'node:crypto'
import type { SecondFactorView, User } from '@techdeck/contracts'
import { openFromVault, sealInVault, sha256 } from '@techdeck/core'
import { Secret, TOTP } from 'otpauth'
import type { ApiDeps } from './deps.ts'

/** What authenticators know without being told: SHA-1, six digits, half a minute. */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Steps before and after the present one whose codes are taken, for clocks that differ. */
const WINDOW = 1
const SECRET_BYTES = 20
const RECOVERY_CODES = 10
/** Letters and digits that cannot be mistaken for each other: 31¹⁵ codes, 74 bits. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'
const CODE_LENGTH = 15

/** Authenticators (TOTP, RFC 6238) and recovery codes. Secrets are sealed by the key ring, codes known by their hash. */
export interface SecondFactors {
  show(userId: string): Promise<SecondFactorView>
  isActive(userId: string): Promise<boolean>
  /** A new secret that waits to be confirmed. @throws ConflictError when there is an active one */
  begin(user: User): Promise<{ secret: string; uri: string }>
  /** Confirms it by a code; the recovery codes, or `null` for a wrong code or none that waits. */
  confirm(userId: string, code: string): Promise<string[] | null>
  /** By what a user shows that it is them; each code is good once, over all instances. `null` for a wrong one. */
  check(userId: string, code: string): Promise<'totp' | 'recovery_code' | null>
  newRecoveryCodes(userId: string): Promise<string[]>
  remove(userId: string): Promise<boolean>
}

type Deps = Pick<ApiDeps, 'secondFactors' | 'keyRing' | 'clock'>

export function createSecondFactors({ secondFactors, keyRing, clock }: Deps): SecondFactors {
  /** The step whose code it is, or `null`. */
  function stepOf(userId: string, sealed: string, code: string): number | null {
    if (!/^\d{6}$/.test(code)) return null
    const secret = openFromVault(keyRing.pseudonymKey, contextOf(userId), sealed)
    const timestamp = clock.now().getTime()
    const totp = new TOTP({ ...FORM, secret: Secret.fromBase32(secret) })
    const delta = totp.validate({ token: code, window: WINDOW, timestamp })
    return delta === null ? null : totp.counter({ timestamp }) + delta
  }

  return {
    async show(userId) {
      const found = await secondFactors.get(userId)
      const active = found?.status === 'active'
      return {
        active,
        since: active ? found.createdAt.toISOString() : null,
        recovery_codes_left: active ? found.recovery.length : 0,
      }
    },

    async isActive(userId) {
      return (await secondFactors.get(userId))?.status === 'active'
    },

    async begin({ id, email }) {
      const secret = new Secret({ size: SECRET_BYTES })
      const sealed = sealInVault(keyRing.pseudonymKey, contextOf(id), secret.base32)
      const unused = { status: 'pending' as const, lastStep: 0, recovery: [] }
      await secondFactors.begin({ id, secret: sealed, ...unused, createdAt: clock.now() })
      return { secret: secret.base32, uri: new TOTP({ ...FORM, issuer: 'TechDeck', label: email, secret }).toString() }
    },

    async confirm(userId, code) {
      const found = await secondFactors.get(userId)
      const step = found?.status === 'pending' ? stepOf(userId, found.secret, code) : null
      if (step === null) return null
      const codes = recoveryCodes()
      return (await secondFactors.activate(userId, step, codes.map(hashOf))) ? codes : null
    },

    async check(userId, code) {
      const found = await secondFactors.get(userId)
      if (found?.status !== 'active') return null
      const step = stepOf(userId, found.secret, code)
      if (step !== null) return (await secondFactors.spend(userId, step)) ? 'totp' : null
      return (await secondFactors.useRecovery(userId, hashOf(code))) ? 'recovery_code' : null
    },

    async newRecoveryCodes(userId) {
      const codes = recoveryCodes()
      await secondFactors.setRecovery(userId, codes.map(hashOf))
      return codes
    },

    remove: (userId) => secondFactors.remove(userId),
  }
}

const contextOf = (userId: string): string => `second factor of ${userId}`

const recoveryCodes = (): string[] => Array.from({ length: RECOVERY_CODES }, recoveryCode)

/** In groups of five, as people type them. */
function recoveryCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)])
  return letters.join('').replace(/(.{5})(?=.)/g, '$1-')
}

/** They are random, so that nothing slower is needed. */
const hashOf = (code: string): string => sha256(`techdeck-recovery ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`)

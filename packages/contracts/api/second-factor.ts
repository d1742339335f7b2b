import { z } from 'zod'
import { IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

const SHORT = { maxBodyBytes: 16 * 1024, guessable: true } as const
const Password = z.string().min(1).max(1024)
/** Six digits of an authenticator, or a recovery code. */
export const SecondFactorCode = z.string().trim().min(6).max(64)

export const SecondFactorView = z.object({
  active: z.boolean(),
  since: Time.nullable(),
  recovery_codes_left: z.int(),
})
export type SecondFactorView = z.infer<typeof SecondFactorView>

/** Shown once, to be put into an authenticator. */
export const NewSecondFactorView = z.object({
  /** Base32. */
  secret: z.string(),
  /** `otpauth://totp/…`, as a picture or as it is. */
  uri: z.string(),
})
export type NewSecondFactorView = z.infer<typeof NewSecondFactorView>

/** Shown once; each is good for one sign-in without the authenticator. */
export const RecoveryCodesView = z.object({ recovery_codes: z.array(z.string()) })
export type RecoveryCodesView = z.infer<typeof RecoveryCodesView>

export const BeginSecondFactorBody = z.strictObject({ current_password: Password })
export const ConfirmSecondFactorBody = z.strictObject({ totp: SecondFactorCode })
/** Who takes a second factor away has to show both. */
export const BothFactorsBody = z.strictObject({ current_password: Password, totp: SecondFactorCode })

export const secondFactorRoutes = {
  getSecondFactor: {
    method: 'GET',
    path: '/auth/second-factor',
    permission: 'signed_in',
    person: true,
    summary: 'Whether I have a second factor',
    status: 200,
    answer: Ok(SecondFactorView),
  },
  beginSecondFactor: {
    method: 'POST',
    path: '/auth/second-factor',
    permission: 'signed_in',
    person: true,
    summary: 'Make the secret of an authenticator (TOTP); it counts once it is confirmed by a code',
    body: BeginSecondFactorBody,
    status: 201,
    answer: Ok(NewSecondFactorView),
    audit: 'second_factor.begin',
    errors: ['CONFLICT'],
    ...SHORT,
  },
  confirmSecondFactor: {
    method: 'POST',
    path: '/auth/second-factor/confirm',
    permission: 'signed_in',
    person: true,
    summary: 'Confirm an authenticator by a code: from then on signing in needs one; my other sessions end',
    body: ConfirmSecondFactorBody,
    status: 200,
    answer: Ok(RecoveryCodesView),
    audit: 'second_factor.enrol',
    errors: ['CONFLICT'],
    ...SHORT,
  },
  renewRecoveryCodes: {
    method: 'POST',
    path: '/auth/second-factor/recovery-codes',
    permission: 'signed_in',
    person: true,
    summary: 'Make new recovery codes; the earlier ones become void',
    body: BothFactorsBody,
    status: 200,
    answer: Ok(RecoveryCodesView),
    audit: 'second_factor.recovery_codes',
    errors: ['CONFLICT'],
    ...SHORT,
  },
  removeSecondFactor: {
    method: 'POST',
    path: '/auth/second-factor/remove',
    permission: 'signed_in',
    person: true,
    summary: 'Sign in by password alone again; the password has to be long enough for that',
    body: BothFactorsBody,
    status: 200,
    answer: Ok(SecondFactorView),
    audit: 'second_factor.remove',
    errors: ['CONFLICT'],
    ...SHORT,
  },
  resetSecondFactor: {
    method: 'DELETE',
    path: '/users/:id/second-factor',
    permission: 'users:manage',
    summary: 'Take away the second factor of a user who lost it; their sessions end',
    params: IdParams,
    status: 200,
    answer: Ok(SecondFactorView),
    audit: 'second_factor.reset',
  },
} as const satisfies Record<string, RouteContract>

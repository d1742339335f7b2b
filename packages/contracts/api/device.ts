import { z } from 'zod'
import { SignedInView } from './auth.ts'
import { Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

// Signing in a terminal by a browser elsewhere, in the manner of RFC 8628.
const GUESSABLE = { maxBodyBytes: 16 * 1024, guessable: true } as const

export const BeginDeviceBody = z.strictObject({
  /** As the person is shown it, such as the name of the machine. */
  client_name: z.string().trim().min(1).max(80).optional(),
})
export const DeviceView = z.object({
  /** The device's secret. */
  device_code: z.string(),
  /** What a person types. */
  user_code: z.string(),
  verification_uri: z.string(),
  /** The same with the code in it, behind `#`. */
  verification_uri_complete: z.string(),
  /** Seconds. */
  expires_in: z.int(),
  /** Seconds between two questions. */
  interval: z.int(),
})
export type DeviceView = z.infer<typeof DeviceView>

export const RedeemDeviceBody = z.strictObject({ device_code: z.string().min(20).max(256) })
const UserCode = z.string().trim().min(8).max(16)
export const ShowDeviceBody = z.strictObject({ user_code: UserCode })
export const DecideDeviceBody = z.strictObject({ user_code: UserCode, approve: z.boolean() })

export const WaitingDeviceView = z.object({
  client_name: z.string().nullable(),
  ip_address: z.string(),
  user_agent: z.string().nullable(),
  asked_at: Time,
})
export type WaitingDeviceView = z.infer<typeof WaitingDeviceView>
export const DecidedView = z.object({ approved: z.boolean() })

/** Why a device is not signed in (yet), in `details.reason` of its 401: the words of RFC 8628. */
export const DEVICE_REASONS = ['authorization_pending', 'slow_down', 'access_denied', 'expired_token'] as const
export type DeviceReason = (typeof DEVICE_REASONS)[number]

export const deviceRoutes = {
  beginDevice: {
    method: 'POST',
    path: '/auth/device',
    permission: 'open',
    summary: 'Ask to be signed in by a person who confirms a code in a browser',
    body: BeginDeviceBody,
    status: 201,
    answer: Ok(DeviceView),
    errors: ['RESOURCE_UNAVAILABLE'],
    ...GUESSABLE,
  },
  redeemDevice: {
    method: 'POST',
    path: '/auth/device/token',
    permission: 'open',
    summary: 'What became of it: tokens once the person has confirmed, else 401 with the reason',
    body: RedeemDeviceBody,
    status: 200,
    answer: Ok(SignedInView),
    audit: 'auth.login',
    errors: ['AUTHENTICATION_ERROR', 'RESOURCE_UNAVAILABLE'],
    ...GUESSABLE,
  },
  showDevice: {
    method: 'POST',
    path: '/auth/device/show',
    permission: 'signed_in',
    person: true,
    summary: 'What waits behind a code, to be looked at before it is confirmed',
    body: ShowDeviceBody,
    status: 200,
    answer: Ok(WaitingDeviceView),
    errors: ['NOT_FOUND'],
    ...GUESSABLE,
  },
  decideDevice: {
    method: 'POST',
    path: '/auth/device/decide',
    permission: 'signed_in',
    person: true,
    summary: 'Sign the device in as me, or turn it away',
    body: DecideDeviceBody,
    status: 200,
    answer: Ok(DecidedView),
    audit: 'auth.device_decide',
    errors: ['NOT_FOUND'],
    ...GUESSABLE,
  },
} as const satisfies Record<string, RouteContract>

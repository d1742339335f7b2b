import { routes, type DeviceReason } from '@techdeck/contracts'
import { AuthenticationError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { refused } from '../../refused.ts'
import { signedIn, startSession } from '../auth/start-session.ts'
import { notNow } from './not-now.ts'

type Deps = Pick<ApiDeps, 'deviceCodes' | 'users' | 'sessions' | 'settings' | 'clock'>

/** `POST /auth/device/token`: a session of a terminal, once, after the person has confirmed; before, how long to wait. */
export const redeemDevice: Route<Deps> = async (app, deps) => {
  const { deviceCodes, users, clock } = deps
  app.route({
    ...serve(routes.redeemDevice),
    handler: async (request) => {
      const polled = await deviceCodes.poll(request.body.device_code).catch(notNow)
      if (polled.state === 'pending') throw waiting('authorization_pending', polled.intervalS)
      if (polled.state === 'early') throw waiting('slow_down', polled.intervalS)
      if (polled.state !== 'approved') throw waiting(polled.state === 'denied' ? 'access_denied' : 'expired_token')
      const user = await users.get(polled.userId)
      if (!user?.isActive) throw refused('user_inactive')
      const { session, token } = await startSession(deps, request, user, 'cli')
      request.access = { userId: user.id, dataId: session.id, details: { client: 'cli', by: 'device' } }
      const now = clock.now()
      await users.touchLogin(user.id, now)
      return ok({ ...signedIn(app, { ...user, lastLogin: now }, session.id), refresh_token: token })
    },
  })
}

const MESSAGES: Readonly<Record<DeviceReason, string>> = {
  authorization_pending: 'Nobody has confirmed the code yet.',
  slow_down: 'That was asked too soon; ask less often.',
  access_denied: 'The code was turned away.',
  expired_token: 'The code has expired or was used. Ask for another.',
}

const waiting = (reason: DeviceReason, retryAfter?: number): AuthenticationError =>
  new AuthenticationError(MESSAGES[reason], {
    details: { reason },
    ...(retryAfter !== undefined && { retryAfter }),
  })

import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import type { Guesses } from '../../guessing.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { addressOf } from '../../plugins/rate-limit.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { notNow } from './not-now.ts'

export type DeviceDeps = Pick<ApiDeps, 'deviceCodes'> & { guesses: Guesses }

/** `POST /auth/device/show`: which device it is, so that a person can see that it is theirs. */
export const showDevice: Route<DeviceDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.showDevice),
    handler: async (request) => {
      const found = await guessed(deps, request, () => deps.deviceCodes.show(request.body.user_code))
      return ok({
        client_name: found.clientName,
        ip_address: found.ipAddress,
        user_agent: found.userAgent,
        asked_at: new Date(found.askedAt).toISOString(),
      })
    },
  })
}

/** Counts tries at codes, which are short. @throws {@link NotFoundError} where nothing is found */
export async function guessed<T>(
  { guesses }: DeviceDeps,
  request: FastifyRequest,
  find: () => Promise<T | null>,
): Promise<T> {
  const found = await guesses.attempt(`device:${whoAsks(request).userId}`, addressOf(request), () =>
    find().catch(notNow),
  )
  if (found === null)
    throw new NotFoundError('There is no such code.', {
      userMessage: 'This code is not known, was used, or has expired. Look at your terminal again.',
    })
  return found
}

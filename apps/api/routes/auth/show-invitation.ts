import { routes } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { hashToken } from './one-time.ts'

/** `POST /auth/invitations/show`: what a link is for, so that a page can say so before a password is typed. */
export const showInvitation: Route<Pick<ApiDeps, 'invitations' | 'users' | 'clock'>> = async (app, deps) => {
  app.route({
    ...serve(routes.showInvitation),
    handler: async (request) => {
      const { purpose, expiresAt, user } = await findInvitation(deps, request.body.token)
      return ok({ purpose, email: user?.email ?? null, expires_at: expiresAt.toISOString() })
    },
  })
}

/** An open invitation and whom it is for. @throws {@link NotFoundError} for every token that cannot be used */
export async function findInvitation(
  { invitations, users, clock }: Pick<ApiDeps, 'invitations' | 'users' | 'clock'>,
  token: string,
) {
  const invitation = await invitations.find(hashToken(token), clock.now())
  const user = invitation?.userId ? await users.get(invitation.userId) : null
  if (!invitation || (invitation.userId !== null && !user?.isActive)) throw notValid()
  return { ...invitation, user }
}

export const notValid = (): NotFoundError =>
  new NotFoundError('The link is not valid.', {
    userMessage: 'This link was used, replaced by another, or has expired. Ask an administrator for a new one.',
  })

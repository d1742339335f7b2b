import { routes, type User } from '@techdeck/contracts'
import { ConflictError, ValidationError, newId } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { hasAdministrator } from '../../first-admin.ts'
import { accountOf, type Guesses } from '../../guessing.ts'
import { serve, type Route } from '../../plugins/route.ts'
import type { SecondFactors } from '../../second-factors.ts'
import { toUserView } from '../users/view.ts'
import { hashChosen } from './new-password.ts'
import { findInvitation, notValid } from './show-invitation.ts'

type Deps = Pick<ApiDeps, 'invitations' | 'users' | 'sessions' | 'passwords' | 'clock'> & {
  guesses: Guesses
  factors: SecondFactors
  callers: Callers
}
type Found = Awaited<ReturnType<typeof findInvitation>>

/**
 * `POST /auth/invitations/accept`: sets a password by a one-time link, which is used up first, so that of any number of
 * requests one succeeds. All sessions of the user end. A `setup` link makes the first administrator.
 */
export const acceptInvitation: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.acceptInvitation),
    handler: async (request) => {
      const { token, password, email } = request.body
      const invitation = await findInvitation(deps, token)
      const user = invitation.user
        ? await setPassword(deps, invitation, invitation.user, password, email)
        : await setUp(deps, invitation, password, email)
      request.access = { userId: user.id, dataId: user.id, details: { purpose: invitation.purpose } }
      return ok(toUserView(user))
    },
  })
}

async function setPassword(deps: Deps, { id }: Found, user: User, password: string, email?: string): Promise<User> {
  const { invitations, users, sessions, passwords, guesses, factors, callers } = deps
  if (email !== undefined) throw emailProblem('not wanted: the link names whom it is for')
  const passwordHash = await hashChosen(passwords, password, {
    email: user.email,
    hasSecondFactor: await factors.isActive(user.id),
  })
  if (!(await invitations.use(id))) throw notValid()
  await callers.change(user.id, async () => {
    await users.setPassword(user.id, passwordHash)
    await sessions.endAll(user.id)
  })
  await guesses.forget(accountOf(user.email))
  return user
}

async function setUp(deps: Deps, { id, workspaceId }: Found, password: string, email?: string): Promise<User> {
  const { invitations, users, passwords, clock } = deps
  if (email === undefined) throw emailProblem('missing')
  if ((await hasAdministrator(users)) || (await users.byEmail(email)) !== null)
    throw new ConflictError('There is an administrator already, or the e-mail address is taken.')
  const passwordHash = await hashChosen(passwords, password, { email, hasSecondFactor: false })
  if (!(await invitations.use(id))) throw notValid()
  const admin = { role: 'admin', isActive: true, lastLogin: null, resetRequestedAt: null } as const
  return users.create({ ...admin, id: newId(), workspaceId, email, passwordHash, createdAt: clock.now() })
}

const emailProblem = (problem: string): ValidationError =>
  new ValidationError(`The request is not valid: email: ${problem}.`, { details: [{ path: 'email', problem }] })

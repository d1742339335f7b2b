import { routes, type User } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findUser } from './find-user.ts'
import { toManagedUserView } from './view.ts'

type Deps = Pick<ApiDeps, 'users' | 'sessions' | 'invitations'> & { callers: Callers }

/**
 * `PATCH /users/:id`: another address or role, or disabled or enabled. What a user may do changes within a second on
 * every instance; disabling ends their sessions and links. The last administrator who can sign in stays one.
 */
export const updateUser: Route<Deps> = async (app, { users, sessions, invitations, callers }) => {
  app.route({
    ...serve(routes.updateUser),
    handler: async (request) => {
      const { id } = request.params
      const { email, role, is_active: isActive } = request.body
      const before = await findUser(users, request, id)
      if (signsInAsAdmin(before) && !signsInAsAdmin({ ...before, ...withoutUndefined({ role, isActive }) }))
        await refuseForLastAdmin(users, before)
      const ended = await callers.change(id, async () => {
        await users.update(id, withoutUndefined({ email, role, isActive }))
        if (isActive !== false) return 0
        await invitations.revoke(before.workspaceId, id)
        return sessions.endAll(id)
      })
      request.access = {
        details: withoutUndefined({ role, is_active: isActive, email_changed: email !== undefined, ended }),
      }
      return ok(toManagedUserView(await findUser(users, request, id)))
    },
  })
}

const signsInAsAdmin = ({ role, isActive, passwordHash }: User): boolean =>
  role === 'admin' && isActive && passwordHash !== null

async function refuseForLastAdmin(users: Deps['users'], { id, workspaceId }: User): Promise<void> {
  const admins = await users.ofRole(workspaceId, 'admin')
  if (admins.some((admin) => admin.id !== id && signsInAsAdmin(admin))) return
  throw new ConflictError('This is the last administrator who can sign in.', {
    userMessage: 'This is the last administrator who can sign in. Make somebody else one first.',
  })
}

const withoutUndefined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

import { routes, type User } from '@techdeck/contracts'
import { ConflictError } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { Callers } from '../../callers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findUser } from './find-user.ts'
import { withAddress } from './with-address.ts'
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
      const change = withoutUndefined({ email, role, isActive })
      const leaves = signsInAsAdmin(before) && !signsInAsAdmin({ ...before, ...change })
      if (leaves && !(await hasOtherAdmin(users, before))) throw lastAdmin()
      const ended = await callers.change(id, async () => {
        await withAddress(users.update(id, change))
        // Two who take each other's role at the same time see each other here, each after their own change.
        if (leaves && !(await hasOtherAdmin(users, before))) {
          await users.update(id, { role: before.role, isActive: before.isActive })
          throw lastAdmin()
        }
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

async function hasOtherAdmin(users: Deps['users'], { id, workspaceId }: User): Promise<boolean> {
  const admins = await users.ofRole(workspaceId, 'admin')
  return admins.some((admin) => admin.id !== id && signsInAsAdmin(admin))
}

const lastAdmin = (): ConflictError =>
  new ConflictError('This is the last administrator who can sign in.', {
    userMessage: 'This is the last administrator who can sign in. Make somebody else one first.',
  })

const withoutUndefined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

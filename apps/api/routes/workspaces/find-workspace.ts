import type { Workspace, WorkspaceView } from '@techdeck/contracts'
import { ConflictError, NotFoundError } from '@techdeck/core'
import type { ApiDeps } from '../../deps.ts'
import { holds, type Principal } from '../../principal.ts'
import { withAddresses } from '../users/find-user.ts'

/** A workspace that the caller is in, or sees as one who makes them. @throws {@link NotFoundError} */
export async function findWorkspace(
  workspaces: Pick<ApiDeps['workspaces'], 'get'>,
  who: Principal,
  id: string,
): Promise<Workspace> {
  const workspace = await workspaces.get(id)
  if (workspace && (who.workspaces.has(id) || holds(who, 'teams:write'))) return workspace
  throw new NotFoundError('There is no such workspace.')
}

/** Only they say who else is in it. */
export const isOwner = ({ id }: Workspace, who: Principal): boolean => who.workspaces.get(id) === 'owner'

export async function toWorkspaceView(
  { users }: Pick<ApiDeps, 'users'>,
  { id, name, members, createdAt }: Workspace,
  { userId }: Principal,
): Promise<WorkspaceView> {
  const role = members.find((member) => member.userId === userId)?.role ?? null
  return { id, name, role, members: await withAddresses(users, members), created_at: createdAt.toISOString() }
}

export const withoutOwner = (): ConflictError =>
  new ConflictError('A workspace has at least one owner.', {
    userMessage: 'This is the last owner of the workspace. Make somebody else an owner first.',
  })

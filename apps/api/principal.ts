import { ROLE_PERMISSIONS, type ApiToken, type Permission, type UserRole } from '@techdeck/contracts'
import { AuthorizationError, NotFoundError } from '@techdeck/core'

/** Until workspaces can be made, everybody is in this one. */
export const DEFAULT_WORKSPACE = 'default'

/** Who a request comes from, as the store knew them at most a second ago. */
export interface Principal {
  readonly userId: string
  readonly workspaceId: string
  readonly role: UserRole
  /** Null for tokens that belong to no session. */
  readonly sessionId: string | null
  /** The API token that they came with: then a script or an agent acts for them. */
  readonly token: Pick<ApiToken, 'id' | 'kind' | 'scopes'> | null
}

/** Whether their role allows it, and, where they came with an API token, that as well. */
export const holds = ({ role, token }: Principal, permission: Permission): boolean =>
  ROLE_PERMISSIONS[role].includes(permission) && (token?.scopes.includes(permission) ?? true)

export const permissionsOf = (who: Principal): Permission[] =>
  ROLE_PERMISSIONS[who.role].filter((permission) => holds(who, permission))

/** Who a caller is, to be asked again later. */
export const bearerOf = ({ userId, sessionId, token }: Principal) => ({
  userId,
  sessionId,
  tokenId: token?.id ?? null,
})

interface Owned {
  readonly workspaceId: string
  readonly userId: string
}

/**
 * The record, if the caller may reach it: it is theirs, or they hold `reachesOthers` and it is in their workspace.
 *
 * @throws {@link NotFoundError} in every other case; what is not the caller's looks like what does not exist.
 */
export function reachable<T extends Owned>(record: T | null, who: Principal, reachesOthers?: Permission): T {
  if (record !== null && record.workspaceId === who.workspaceId) {
    if (record.userId === who.userId) return record
    if (reachesOthers && holds(who, reachesOthers)) return record
  }
  throw new NotFoundError('There is no such thing, or it is not yours.')
}

/**
 * Like {@link reachable} for changes that only the owner may make: who may see the record is told that they may not.
 *
 * @throws {@link AuthorizationError} @throws {@link NotFoundError}
 */
export function ownedBy<T extends Owned>(record: T | null, who: Principal, seesOthers: Permission): T {
  const seen = reachable(record, who, seesOthers)
  if (seen.userId === who.userId) return seen
  throw new AuthorizationError('Only the owner may do this.', { userMessage: 'Only the owner of this may change it.' })
}

/** What a list shows: the whole workspace to holders of `reachesOthers`, else what is the caller's. */
export const scopeOf = (who: Principal, reachesOthers: Permission): { workspaceId: string; userId?: string } =>
  holds(who, reachesOthers) ? { workspaceId: who.workspaceId } : { workspaceId: who.workspaceId, userId: who.userId }

import {
  ROLE_PERMISSIONS,
  type ApiToken,
  type Permission,
  type ShareRole,
  type UserRole,
  type WorkspaceRole,
} from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'

/** Who a request comes from, as the store knew them at most a second ago. */
export interface Principal {
  readonly userId: string
  readonly workspaceId: string
  readonly role: UserRole
  /** Null for tokens that belong to no session. */
  readonly sessionId: string | null
  /** The API token that they came with: then a script or an agent acts for them. */
  readonly token: Pick<ApiToken, 'id' | 'kind' | 'scopes'> | null
  /** The other workspaces that they are in, and as what. */
  readonly workspaces: ReadonlyMap<string, WorkspaceRole>
  /** Data sets of others that they or their teams may reach, and as what. */
  readonly shared: ReadonlyMap<string, readonly ShareRole[]>
  /** Data sets for which they broke glass, while it lasts. */
  readonly emergencies: readonly { readonly id: string; readonly datasetId: string }[]
}

/** Reaches by itself what is its own. */
export const ALONE = { token: null, workspaces: new Map(), shared: new Map(), emergencies: [] } as const

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
 * A record of one user (a session, a token, an upload), if the caller may reach it: it is theirs, or they hold
 * `reachesOthers` and it is in their workspace. Who may reach data, `policy.ts` says.
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

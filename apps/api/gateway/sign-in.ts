import type { Permission } from '@techdeck/contracts'
import type { TicketGrant } from '@techdeck/redis'
import type { ApiDeps } from '../deps.ts'
import { holds, principalOf, reachable, type Principal } from '../principal.ts'

/** Who a socket speaks for. */
export interface SignIn {
  readonly principal: Principal
  /** What the ticket grants; what the role does not hold any more is not granted either. */
  readonly permissions: ReadonlySet<Permission>
  readonly expiresAt: Date
}

type SignInDeps = Pick<ApiDeps, 'users' | 'tokens' | 'tickets' | 'clock'>

/** Redeems a ticket; `null` when it is not good, or who it is for may not sign in any more. Throws when a store is away. */
export async function signIn(deps: SignInDeps, ticket: string, lifeMs: number): Promise<SignIn | null> {
  const grant = await deps.tickets.redeem(ticket)
  const principal = grant && (await findPrincipal(deps, grant))
  if (!principal) return null
  const expiresAt = new Date(deps.clock.now().getTime() + lifeMs)
  return { principal, permissions: new Set(grant.permissions), expiresAt }
}

/** Who it is as the store knows them now; `null` when the user or the session is not active. */
export async function findPrincipal(
  { users, tokens }: Pick<ApiDeps, 'users' | 'tokens'>,
  { userId, sessionId }: Pick<TicketGrant, 'userId' | 'sessionId'>,
): Promise<Principal | null> {
  const [user, isActive] = await Promise.all([users.get(userId), sessionId === null || tokens.isActive(sessionId)])
  return user?.isActive && isActive ? principalOf(user, sessionId) : null
}

export const may = ({ principal, permissions }: SignIn, permission: Permission): boolean =>
  permissions.has(permission) && holds(principal, permission)

interface Owned {
  readonly workspaceId: string
  readonly userId: string
}

/**
 * The record, if the socket may read it: like {@link reachable}, by ticket and role.
 *
 * @throws NotFoundError in every other case
 */
export function readable<T extends Owned>(record: T | null, who: SignIn, noun: 'pipeline' | 'dataset'): T {
  const own = may(who, `${noun}:read`) ? record : null
  return reachable(own, who.principal, may(who, `${noun}:read:any`) ? `${noun}:read:any` : undefined)
}

import type { Permission } from '@techdeck/contracts'
import { AuthenticationError, NotFoundError } from '@techdeck/core'
import type { Callers } from '../callers.ts'
import type { ApiDeps } from '../deps.ts'
import { groundOf, type Data, type Ground } from '../policy.ts'
import { holds, type Principal } from '../principal.ts'

/** Who a socket speaks for. */
export interface SignIn {
  readonly principal: Principal
  /** What the ticket grants; what the role does not hold any more is not granted either. */
  readonly permissions: ReadonlySet<Permission>
  readonly expiresAt: Date
}

type SignInDeps = Pick<ApiDeps, 'tickets' | 'clock'> & { callers: Callers }

/** Redeems a ticket; `null` when it is not good, or who it is for may not sign in any more. Throws when a store is away. */
export async function signIn(deps: SignInDeps, ticket: string, lifeMs: number): Promise<SignIn | null> {
  const grant = await deps.tickets.redeem(ticket)
  if (!grant) return null
  const principal = await deps.callers.principal(grant).catch((error: unknown) => {
    if (error instanceof AuthenticationError) return null
    throw error
  })
  if (!principal) return null
  const expiresAt = new Date(deps.clock.now().getTime() + lifeMs)
  return { principal, permissions: new Set(grant.permissions), expiresAt }
}

export const may = ({ principal, permissions }: SignIn, permission: Permission): boolean =>
  permissions.has(permission) && holds(principal, permission)

/** By what the socket may read the data, by ticket and policy; `null` when it may not. */
export function readsBy(data: Data, who: SignIn, noun: 'pipeline' | 'dataset'): Ground | null {
  const others = may(who, `${noun}:read:any`) ? (`${noun}:read:any` as const) : undefined
  return may(who, `${noun}:read`) ? groundOf(data, who.principal, `${noun}:read`, others) : null
}

/** The data, if the socket may read them. @throws NotFoundError in every other case */
export function readable<T extends Data>(data: T | null, who: SignIn, noun: 'pipeline' | 'dataset'): T {
  if (data !== null && readsBy(data, who, noun) !== null) return data
  throw new NotFoundError('There is no such thing, or it is not yours.')
}

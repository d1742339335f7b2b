import { EMERGENCY_PERMISSIONS, SHARE_PERMISSIONS, type Permission, type RouteContract } from '@techdeck/contracts'
import { AuthorizationError, NotFoundError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { whoAsks } from './plugins/auth.ts'
import { holds, type Principal } from './principal.ts'

// Who may do what to which data set, and to the runs of it: nothing else decides that.

/** A data set, or what was made of some. */
export type Data = { readonly workspaceId: string; readonly userId: string } & (
  | { readonly id: string }
  | {
      readonly datasetIds: readonly string[]
      /** Who owned each data set when it was run. */
      readonly owners?: readonly string[] | undefined
    }
)

/** By what a caller reaches data: their own, by a permission that reaches others, by a share, or by breaking glass. */
export type Ground = 'owner' | 'role' | 'share' | { readonly emergency: string }

/** By what the caller may do it; `null` when they may not. That they hold the permission at all the sign-in hook saw to. */
export function groundOf(
  data: Data,
  who: Principal,
  permission: Permission,
  reachesOthers?: Permission,
): Ground | null {
  if (data.workspaceId !== who.workspaceId) return null
  const parts = partsOf(data)
  if (parts.every(({ owner }) => owner === who.userId)) return 'owner'
  if (reachesOthers && holds(who, reachesOthers)) return 'role'
  const grounds = parts.map((part) => groundOfPart(part, who, permission))
  if (grounds.includes(null)) return null
  return grounds.find((ground) => typeof ground === 'object' && ground !== null) ?? 'share'
}

/**
 * The data, if the caller may do with them what the permission says.
 *
 * @throws {@link NotFoundError} where they may not even see them: what is not the caller's looks like what does not exist
 * @throws {@link AuthorizationError} where they may see them, and no more
 */
export function granted<T extends Data>(
  data: T | null,
  who: Principal,
  permission: Permission,
  reachesOthers?: Permission,
): T {
  if (data !== null && groundOf(data, who, permission, reachesOthers) !== null) return data
  throw refusal(data, who, 'What is shared with you allows you to look at this, and no more.')
}

/** Like {@link granted}, for what the owner alone may do: sharing, deleting, restoring. */
export function owned<T extends Data>(data: T | null, who: Principal): T {
  if (data?.workspaceId === who.workspaceId && partsOf(data).every(({ owner }) => owner === who.userId)) return data
  throw refusal(data, who, 'Only the owner of this may change it.')
}

/** The data, if the caller may do with them what the contract of the route says. Throws like {@link granted}. */
export function grantedBy<T extends Data>(request: FastifyRequest, data: T | null): T {
  const who = whoAsks(request)
  const { permission, reachesOthers, ownerOnly }: Partial<RouteContract> = request.routeOptions.config.contract ?? {}
  if (ownerOnly) return owned(data, who)
  const asked = permission as Permission
  const found = granted(data, who, asked, reachesOthers)
  const ground = groundOf(found, who, asked, reachesOthers)
  if (typeof ground === 'object' && ground !== null) request.emergency = ground.emergency
  return found
}

/** What a list shows: the whole workspace to holders of `reachesOthers`, else what is theirs or shared with them. */
export function scopeOf(
  who: Principal,
  reachesOthers: Permission,
): { workspaceId: string; userId?: string; datasetIds?: string[] } {
  const { workspaceId, userId } = who
  if (holds(who, reachesOthers)) return { workspaceId }
  const also = [...who.shared.keys(), ...who.emergencies.map(({ datasetId }) => datasetId)]
  return { workspaceId, userId, ...(also.length > 0 && { datasetIds: also }) }
}

interface Part {
  id: string
  owner: string
}

function partsOf(data: Data): Part[] {
  if ('id' in data && !('datasetIds' in data)) return [{ id: data.id, owner: data.userId }]
  const { datasetIds, owners } = data as Extract<Data, { datasetIds: readonly string[] }>
  // A run of nothing is of whoever began it.
  if (datasetIds.length === 0) return [{ id: '', owner: data.userId }]
  return datasetIds.map((id, at) => ({ id, owner: owners?.[at] ?? data.userId }))
}

function groundOfPart({ id, owner }: Part, who: Principal, permission: Permission): Ground | null {
  if (owner === who.userId) return 'owner'
  const roles = who.shared.get(id) ?? []
  if (roles.some((role) => SHARE_PERMISSIONS[role].includes(permission))) return 'share'
  const glass = who.emergencies.find(({ datasetId }) => datasetId === id)
  return glass && EMERGENCY_PERMISSIONS.includes(permission) ? { emergency: glass.id } : null
}

function refusal(data: Data | null, who: Principal, userMessage: string): Error {
  const isSeen = data !== null && groundOf(data, who, 'dataset:read', 'dataset:read:any') !== null
  if (!isSeen) return new NotFoundError('There is no such thing, or it is not yours.')
  return new AuthorizationError('Only its owner, or who was given the right to, may do this.', { userMessage })
}

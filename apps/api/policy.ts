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

/**
 * By what a caller reaches data: their own, by the workspace that they lie in, by a permission that reaches others, by a
 * share, or by breaking glass.
 */
export type Ground = 'owner' | 'workspace' | 'role' | 'share' | { readonly emergencies: readonly string[] }

/** By what the caller may do it; `null` when they may not. That they hold the permission at all the sign-in hook saw to. */
export function groundOf(
  data: Data,
  who: Principal,
  permission: Permission,
  reachesOthers?: Permission,
): Ground | null {
  if (isOwn(data, who)) return 'owner'
  const inside = who.workspaces.get(data.workspaceId)
  if (inside && inside !== 'owner' && SHARE_PERMISSIONS[inside].includes(permission)) return 'workspace'
  const isHome = data.workspaceId === who.workspaceId
  // What lies in a workspace is for those who are in it; to destroy it shows nothing of it.
  if (reachesOthers && holds(who, reachesOthers) && (isHome || permission === 'dataset:purge')) return 'role'
  const grounds = partsOf(data).map((part) => groundOfPart(part, who, permission, isHome))
  if (grounds.includes(null)) return null
  const emergencies = grounds.flatMap(emergenciesOf)
  return emergencies.length > 0 ? { emergencies } : 'share'
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
  throw refusal(data, who, LOOK_ONLY)
}

/** Like {@link granted}, for what the owner alone may do: sharing, deleting, restoring, giving away. */
export function owned<T extends Data>(data: T | null, who: Principal): T {
  if (data !== null && isOwn(data, who)) return data
  throw refusal(data, who, 'Only the owner of this may change it.')
}

/**
 * Whether all of it is the caller's: they own the data sets, or the workspace. Who owns a data set of a workspace owns it
 * while they may change what lies there.
 */
export function isOwn(data: Data, who: Principal): boolean {
  const inside = who.workspaces.get(data.workspaceId)
  if (inside === 'owner') return true
  if (data.workspaceId !== who.workspaceId && inside !== 'editor') return false
  return partsOf(data).every(({ owner }) => owner === who.userId)
}

/**
 * The workspace that a new data set is put into: the one that is named, if the caller may change what lies there, else
 * the one of everybody's own.
 *
 * @throws {@link NotFoundError} @throws {@link AuthorizationError}
 */
export function placeFor(who: Principal, workspaceId: string = who.workspaceId): string {
  if (workspaceId === who.workspaceId) return workspaceId
  const inside = who.workspaces.get(workspaceId)
  if (!inside) throw new NotFoundError('There is no such workspace, or you are not in it.')
  if (inside === 'owner' || inside === 'editor') return workspaceId
  throw new AuthorizationError('Only editors and owners of a workspace put data sets into it.', {
    userMessage: 'You may look at what lies in this workspace, and put nothing into it.',
  })
}

type Asked = Pick<RouteContract, 'permission' | 'reachesOthers' | 'ownerOnly'>

/**
 * The data, if the caller may do with them what a contract says: that of the route, or of the one in whose place it
 * answers. Broken glass by which they may is noted with the request. Throws like {@link granted}.
 */
export function grantedBy<T extends Data>(request: FastifyRequest, data: T | null, asked?: Asked): T {
  const who = whoAsks(request)
  const contract: Partial<Asked> = asked ?? request.routeOptions.config.contract ?? {}
  if (contract.ownerOnly) return owned(data, who)
  if (data !== null && noteGround(request, data, contract) !== null) return data
  throw refusal(data, who, LOOK_ONLY)
}

/** Of a list what the caller may see; what they see by broken glass is noted as by {@link grantedBy}. */
export const visible = <T extends Data>(request: FastifyRequest, items: readonly T[]): T[] =>
  items.filter((data) => noteGround(request, data, request.routeOptions.config.contract ?? {}) !== null)

function noteGround(request: FastifyRequest, data: Data, { permission, reachesOthers }: Partial<Asked>): Ground | null {
  const who = whoAsks(request)
  // The sign-in hook has seen to that where it is the route's own; routes in whose contract there is none reach no data.
  if (permission === undefined || permission === 'open' || permission === 'signed_in') return null
  const ground = holds(who, permission) ? groundOf(data, who, permission, reachesOthers) : null
  for (const id of emergenciesOf(ground)) request.emergencies.add(id)
  return ground
}

/**
 * What a list shows: what is the caller's own or, to holders of `reachesOthers`, everybody's own; all of the workspaces
 * that they are in; and what is shared with them. With a workspace named, what lies there alone.
 *
 * @throws {@link NotFoundError} for a workspace that they are not in
 */
export function scopeOf(
  who: Principal,
  reachesOthers: Permission,
  named?: string,
): { workspaceId: string; userId?: string; workspaceIds?: string[]; datasetIds?: string[] } {
  const { workspaceId, userId } = who
  if (named !== undefined && named !== workspaceId) {
    if (who.workspaces.has(named)) return { workspaceId: named }
    throw new NotFoundError('There is no such workspace, or you are not in it.')
  }
  const own = { workspaceId, ...(!holds(who, reachesOthers) && { userId }) }
  if (named !== undefined) return own
  const also = [...who.shared.keys(), ...who.emergencies.map(({ datasetId }) => datasetId)]
  return {
    ...own,
    ...(who.workspaces.size > 0 && { workspaceIds: [...who.workspaces.keys()] }),
    ...(also.length > 0 && { datasetIds: also }),
  }
}

/** The broken glass that a ground stands on. */
export const emergenciesOf = (ground: Ground | null): readonly string[] =>
  ground !== null && typeof ground === 'object' ? ground.emergencies : []

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

function groundOfPart({ id, owner }: Part, who: Principal, permission: Permission, isHome: boolean): Ground | null {
  if (isHome && owner === who.userId) return 'owner'
  const roles = who.shared.get(id) ?? []
  if (roles.some((role) => SHARE_PERMISSIONS[role].includes(permission))) return 'share'
  const glass = who.emergencies.find(({ datasetId }) => datasetId === id)
  return glass && EMERGENCY_PERMISSIONS.includes(permission) ? { emergencies: [glass.id] } : null
}

const LOOK_ONLY = 'What is shared with you allows you to look at this, and no more.'

function refusal(data: Data | null, who: Principal, userMessage: string): Error {
  const isSeen = data !== null && groundOf(data, who, 'dataset:read', 'dataset:read:any') !== null
  if (!isSeen) return new NotFoundError('There is no such thing, or it is not yours.')
  return new AuthorizationError('Only its owner, or who was given the right to, may do this.', { userMessage })
}

import {
  DEFAULT_WORKSPACE,
  type EmergencyStatus,
  type ShareRole,
  type TeamRole,
  type WorkspaceRole,
} from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import type { TestApi } from './start-api.ts'

/** A team that a user is in. */
export async function teamOf({ store }: TestApi, userId: string, role: TeamRole = 'manager'): Promise<string> {
  const id = newId()
  const made = { name: id, createdBy: userId, createdAt: new Date() }
  await store.teams.create({ id, workspaceId: DEFAULT_WORKSPACE, members: [{ userId, role }], ...made })
  return id
}

/** Shares a data set with a team of which a user is a member; returns the team. */
export async function sharedAs(api: TestApi, datasetId: string, userId: string, role: ShareRole): Promise<string> {
  const teamId = await teamOf(api, userId, 'member')
  const share = { id: `${datasetId}.${teamId}`, workspaceId: DEFAULT_WORKSPACE, datasetId, teamId, role }
  await api.store.shares.save({ ...share, sharedBy: userId, sharedAt: new Date() })
  return teamId
}

/** A workspace in which one user is as given, and somebody else the owner. */
export async function workspaceOf(
  api: TestApi,
  userId: string | null,
  role: WorkspaceRole = 'owner',
  owner?: string,
): Promise<string> {
  const id = newId()
  const other = owner ?? (await api.user()).id
  const members = [
    ...(userId === null ? [] : [{ userId, role }]),
    ...(other === userId ? [] : [{ userId: other, role: 'owner' as const }]),
  ]
  await api.store.workspaces.create({ id, name: id, members, createdBy: members[0].userId, createdAt: new Date() })
  return id
}

/** Puts data sets, with their runs, into a workspace. */
export async function putInto({ store }: TestApi, workspaceId: string, datasetIds: readonly string[]): Promise<void> {
  for (const datasetId of datasetIds) {
    const dataset = await store.datasets.get(datasetId)
    if (!dataset) continue
    for (const { id, owners = [] } of await store.executions.ofDataset(datasetId))
      await store.executions.transfer(id, workspaceId, owners)
    await store.datasets.transfer(datasetId, dataset, { ...dataset, workspaceId })
  }
}

/** A user's request to read a data set, or what became of one; agreed to, it is good for a minute. */
export async function emergencyOf(
  { store }: TestApi,
  userId: string,
  datasetId: string,
  status: EmergencyStatus = 'approved',
): Promise<string> {
  const id = newId()
  const now = new Date()
  const asked = { reason: 'nobody else is there', minutes: 1, requestedAt: now, decidedBy: null }
  const expiresAt = status === 'approved' ? new Date(now.getTime() + 60_000) : null
  await store.emergencies.create({ id, workspaceId: DEFAULT_WORKSPACE, userId, datasetId, status, expiresAt, ...asked })
  return id
}

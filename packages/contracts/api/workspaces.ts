import { z } from 'zod'
import { WORKSPACE_ROLES } from '../permissions.ts'
import { DatasetView } from './datasets.ts'
import { Id, IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

const Email = z.string().trim().min(3).max(254)

export const WorkspaceView = z.object({
  id: z.string(),
  name: z.string(),
  /** What the caller is in it; null for overseers who are not in it. */
  role: z.enum(WORKSPACE_ROLES).nullable(),
  members: z.array(z.object({ user_id: z.string(), email: z.string(), role: z.enum(WORKSPACE_ROLES) })),
  created_at: Time,
})
export type WorkspaceView = z.infer<typeof WorkspaceView>

/** `owner`: the address of its first owner, where that is somebody else. */
export const CreateWorkspaceBody = z.strictObject({ name: z.string().trim().min(1).max(80), owner: Email.optional() })
export const SetWorkspaceMemberBody = z.strictObject({
  email: Email,
  role: z.enum(WORKSPACE_ROLES).default('viewer'),
})
const MemberParams = z.object({ id: Id, user_id: Id })

/** `workspace_id` is `default` for the one of everybody's own; `owner` is an address. */
export const TransferBody = z
  .strictObject({ workspace_id: Id.optional(), owner: Email.optional() })
  .refine((body) => Object.keys(body).length > 0, 'must change something')
export type TransferBody = z.infer<typeof TransferBody>

export const workspaceRoutes = {
  listWorkspaces: {
    method: 'GET',
    path: '/workspaces',
    permission: 'signed_in',
    summary: 'The workspaces that I am in, or all for those who make them',
    status: 200,
    answer: Ok(z.array(WorkspaceView)),
  },
  createWorkspace: {
    method: 'POST',
    path: '/workspaces',
    permission: 'teams:write',
    person: true,
    summary: 'Make a workspace, whose first owner takes others in',
    body: CreateWorkspaceBody,
    status: 201,
    answer: Ok(WorkspaceView),
    audit: 'workspace.create',
    errors: ['CONFLICT'],
  },
  deleteWorkspace: {
    method: 'DELETE',
    path: '/workspaces/:id',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'teams:write',
    summary: 'Remove a workspace in which nothing lies any more; by its owners and by those who make workspaces',
    params: IdParams,
    status: 200,
    answer: Ok(z.object({ id: z.string() })),
    audit: 'workspace.delete',
    errors: ['CONFLICT'],
  },
  setWorkspaceMember: {
    method: 'PUT',
    path: '/workspaces/:id/members',
    permission: 'signed_in',
    person: true,
    summary: 'Take somebody into a workspace, or change their role in it; by its owners',
    params: IdParams,
    body: SetWorkspaceMemberBody,
    status: 200,
    answer: Ok(WorkspaceView),
    audit: 'workspace.set_member',
    errors: ['CONFLICT'],
  },
  removeWorkspaceMember: {
    method: 'DELETE',
    path: '/workspaces/:id/members/:user_id',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'teams:write',
    summary: 'Take somebody out of a workspace; everybody may leave, but for its last owner',
    params: MemberParams,
    status: 200,
    answer: Ok(WorkspaceView),
    audit: 'workspace.remove_member',
    errors: ['CONFLICT'],
  },
  transferDataset: {
    method: 'POST',
    path: '/datasets/:id/transfer',
    permission: 'dataset:write',
    person: true,
    ownerOnly: true,
    summary:
      'Give a data set, with its runs, to another owner or into another workspace; holds everywhere within a second',
    params: IdParams,
    body: TransferBody,
    status: 200,
    answer: Ok(DatasetView),
    audit: 'dataset.transfer',
    errors: ['CONFLICT'],
  },
} as const satisfies Record<string, RouteContract>

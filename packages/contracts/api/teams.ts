import { z } from 'zod'
import { SHARE_ROLES, TEAM_ROLES } from '../permissions.ts'
import { Id, IdParams, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

export const TeamView = z.object({
  id: z.string(),
  name: z.string(),
  members: z.array(z.object({ user_id: z.string(), email: z.string(), role: z.enum(TEAM_ROLES) })),
  created_at: Time,
})
export type TeamView = z.infer<typeof TeamView>

export const CreateTeamBody = z.strictObject({ name: z.string().trim().min(1).max(80) })
export const SetMemberBody = z.strictObject({
  email: z.string().trim().min(3).max(254),
  role: z.enum(TEAM_ROLES).default('member'),
})
export type SetMemberBody = z.input<typeof SetMemberBody>
const MemberParams = z.object({ id: Id, user_id: Id })

/** What a team or a person may do with a data set: `team_id` and `team_name`, or `user_id` and `email`. */
export const ShareView = z.object({
  team_id: z.string().optional(),
  team_name: z.string().optional(),
  user_id: z.string().optional(),
  email: z.string().optional(),
  role: z.enum(SHARE_ROLES),
  shared_by: z.string(),
  shared_at: Time,
})
export type ShareView = z.infer<typeof ShareView>
const ShareParams = z.object({ id: Id, team_id: Id })
export const ShareBody = z.strictObject({ role: z.enum(SHARE_ROLES).default('viewer') })
export const SharePersonBody = ShareBody.extend({ email: z.string().trim().min(3).max(254) })

export const teamRoutes = {
  listTeams: {
    method: 'GET',
    path: '/teams',
    permission: 'signed_in',
    person: true,
    summary: 'The teams that I am in, or all for those who manage teams',
    status: 200,
    answer: Ok(z.array(TeamView)),
  },
  createTeam: {
    method: 'POST',
    path: '/teams',
    permission: 'teams:write',
    person: true,
    summary: 'Make a team, which has nobody in it yet',
    body: CreateTeamBody,
    status: 201,
    answer: Ok(TeamView),
    audit: 'team.create',
    errors: ['CONFLICT'],
  },
  deleteTeam: {
    method: 'DELETE',
    path: '/teams/:id',
    permission: 'teams:write',
    person: true,
    summary: 'Remove a team; what was shared with it is not any more',
    params: IdParams,
    status: 200,
    answer: Ok(z.object({ shares_ended: z.int() })),
    audit: 'team.delete',
  },
  setMember: {
    method: 'PUT',
    path: '/teams/:id/members',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'teams:write',
    summary: 'Take somebody into a team, or change their role in it; by its managers and by those who manage teams',
    params: IdParams,
    body: SetMemberBody,
    status: 200,
    answer: Ok(TeamView),
    audit: 'team.set_member',
  },
  removeMember: {
    method: 'DELETE',
    path: '/teams/:id/members/:user_id',
    permission: 'signed_in',
    person: true,
    reachesOthers: 'teams:write',
    summary: 'Take somebody out of a team; everybody may leave',
    params: MemberParams,
    status: 200,
    answer: Ok(TeamView),
    audit: 'team.remove_member',
  },
  listShares: {
    method: 'GET',
    path: '/datasets/:id/shares',
    permission: 'dataset:read',
    reachesOthers: 'dataset:read:any',
    summary: 'With which teams and people a data set is shared, and as what',
    params: IdParams,
    status: 200,
    answer: Ok(z.array(ShareView)),
    audit: 'dataset.list_shares',
  },
  shareDataset: {
    method: 'PUT',
    path: '/datasets/:id/shares/:team_id',
    permission: 'dataset:write',
    person: true,
    ownerOnly: true,
    summary: 'Share a data set and its runs with a team, or change as what; by its owner',
    params: ShareParams,
    body: ShareBody,
    status: 200,
    answer: Ok(z.array(ShareView)),
    audit: 'dataset.share',
  },
  unshareDataset: {
    method: 'DELETE',
    path: '/datasets/:id/shares/:team_id',
    permission: 'dataset:write',
    person: true,
    ownerOnly: true,
    summary: 'Stop sharing a data set with a team, or a person by their id; holds everywhere within a second',
    params: ShareParams,
    status: 200,
    answer: Ok(z.array(ShareView)),
    audit: 'dataset.unshare',
  },
  shareWithPerson: {
    method: 'PUT',
    path: '/datasets/:id/shares',
    permission: 'dataset:write',
    person: true,
    ownerOnly: true,
    summary: 'Share a data set and its runs with one person, or change as what; by its owner',
    params: IdParams,
    body: SharePersonBody,
    status: 200,
    answer: Ok(z.array(ShareView)),
    audit: 'dataset.share',
  },
} as const satisfies Record<string, RouteContract>

import type { Team, TeamView } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { ApiDeps } from '../../deps.ts'
import { holds, type Principal } from '../../principal.ts'
import { withAddresses } from '../users/find-user.ts'

/** A team that the caller is in, or manages by role. @throws {@link NotFoundError} */
export async function findTeam(teams: Pick<ApiDeps['teams'], 'get'>, who: Principal, id: string): Promise<Team> {
  const team = await teams.get(id)
  const isIn = team?.members.some(({ userId }) => userId === who.userId)
  if (team?.workspaceId === who.workspaceId && (isIn || holds(who, 'teams:write'))) return team
  throw new NotFoundError('There is no such team.')
}

export const isManager = (team: Team, who: Principal): boolean =>
  holds(who, 'teams:write') || team.members.some(({ userId, role }) => userId === who.userId && role === 'manager')

export async function toTeamView({ users }: Pick<ApiDeps, 'users'>, team: Team): Promise<TeamView> {
  const { id, name, createdAt } = team
  return { id, name, members: await withAddresses(users, team.members), created_at: createdAt.toISOString() }
}

import type { Team, TeamMember } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { teamSchema, toTeam, type TeamDocument } from './schema.ts'

export interface TeamRepository {
  /** @throws ConflictError when the name is taken in the workspace */
  create(team: Team): Promise<Team>
  get(id: string): Promise<Team | null>
  /** By name. */
  list(workspaceId: string): Promise<Team[]>
  ofUser(userId: string): Promise<Team[]>
  /** In place of what they were before; repeating it changes nothing. */
  setMember(id: string, member: TeamMember): Promise<void>
  removeMember(id: string, userId: string): Promise<void>
  remove(id: string): Promise<void>
}

export function createTeamRepository(connection: Connection): TeamRepository {
  const teams = connection.model<TeamDocument>('Team', teamSchema)

  return atEdge({
    async create({ id, ...team }: Team) {
      const [document] = await teams.create([{ ...team, _id: id }])
      return toTeam(document.toObject())
    },

    async get(id: string) {
      const found = await teams.findOne({ _id: id }).lean<TeamDocument>()
      return found && toTeam(found)
    },

    async list(workspaceId: string) {
      return (await teams.find({ workspaceId }).sort({ name: 1 }).lean<TeamDocument[]>()).map(toTeam)
    },

    async ofUser(userId: string) {
      return (await teams.find({ 'members.userId': userId }).lean<TeamDocument[]>()).map(toTeam)
    },

    async setMember(id: string, member: TeamMember) {
      // In one write: between two the member would be out of the team, and two of them could put in a member twice.
      const others = { $filter: { input: '$members', cond: { $ne: ['$$this.userId', { $literal: member.userId }] } } }
      const members = { $concatArrays: [others, [{ $literal: member }]] }
      await teams.updateOne({ _id: id }, [{ $set: { members } }], { updatePipeline: true })
    },

    async removeMember(id: string, userId: string) {
      await teams.updateOne({ _id: id }, { $pull: { members: { userId } } })
    },

    async remove(id: string) {
      await teams.deleteOne({ _id: id })
    },
  })
}

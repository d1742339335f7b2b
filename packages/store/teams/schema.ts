import type { Team, TeamMember } from '@techdeck/contracts'
import { TEAM_ROLES } from '@techdeck/contracts/names'
import { type Document, entitySchema, partSchema } from '../schema.ts'

export type TeamDocument = Document<Team>

export const teamSchema = entitySchema<TeamDocument>('teams', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  name: { type: String, required: true },
  members: {
    type: [
      partSchema<TeamMember>({
        userId: { type: String, required: true },
        role: { type: String, enum: TEAM_ROLES, required: true },
      }),
    ],
    required: true,
  },
  createdBy: { type: String, required: true },
  createdAt: { type: Date, required: true },
})
teamSchema.index({ workspaceId: 1, name: 1 }, { unique: true })
teamSchema.index({ 'members.userId': 1 })

export const toTeam = (document: TeamDocument): Team => ({
  id: document._id,
  workspaceId: document.workspaceId,
  name: document.name,
  members: document.members.map(({ userId, role }) => ({ userId, role })),
  createdBy: document.createdBy,
  createdAt: document.createdAt,
})

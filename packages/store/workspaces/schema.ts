import type { Workspace, WorkspaceMember } from '@techdeck/contracts'
import { WORKSPACE_ROLES } from '@techdeck/contracts/names'
import { type Document, entitySchema, partSchema } from '../schema.ts'

export type WorkspaceDocument = Document<Workspace>

export const workspaceSchema = entitySchema<WorkspaceDocument>('workspaces', {
  _id: { type: String, required: true },
  name: { type: String, required: true },
  members: {
    type: [
      partSchema<WorkspaceMember>({
        userId: { type: String, required: true },
        role: { type: String, enum: WORKSPACE_ROLES, required: true },
      }),
    ],
    required: true,
  },
  createdBy: { type: String, required: true },
  createdAt: { type: Date, required: true },
})
workspaceSchema.index({ name: 1 }, { unique: true })
workspaceSchema.index({ 'members.userId': 1 })

export const toWorkspace = (document: WorkspaceDocument): Workspace => ({
  id: document._id,
  name: document.name,
  members: document.members.map(({ userId, role }) => ({ userId, role })),
  createdBy: document.createdBy,
  createdAt: document.createdAt,
})

import type { Workspace, WorkspaceMember } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { toWorkspace, workspaceSchema, type WorkspaceDocument } from './schema.ts'

/** Workspaces beside the first one, which everybody is in. */
export interface WorkspaceRepository {
  /** @throws ConflictError when the name is taken */
  create(workspace: Workspace): Promise<Workspace>
  get(id: string): Promise<Workspace | null>
  /** By name. */
  list(): Promise<Workspace[]>
  ofUser(userId: string): Promise<Workspace[]>
  /** In place of what they were before; `false`, and nothing is changed, where no owner would be left. */
  setMember(id: string, member: WorkspaceMember): Promise<boolean>
  /** `false`, and nothing is changed, where no owner would be left. */
  removeMember(id: string, userId: string): Promise<boolean>
  remove(id: string): Promise<void>
}

export function createWorkspaceRepository(connection: Connection): WorkspaceRepository {
  const workspaces = connection.model<WorkspaceDocument>('Workspace', workspaceSchema)

  /** Compares and sets the list of members, so that of two owners who leave at the same time one stays. */
  async function change(id: string, next: (members: WorkspaceMember[]) => WorkspaceMember[]): Promise<boolean> {
    for (;;) {
      const found = await workspaces.findOne({ _id: id }).lean<WorkspaceDocument>()
      if (!found) return false
      const { members: before } = toWorkspace(found)
      const members = next(before)
      if (!members.some(({ role }) => role === 'owner')) return false
      const { matchedCount } = await workspaces.updateOne(
        { _id: id, members: trusted({ $eq: found.members }) },
        { $set: { members } },
      )
      if (matchedCount === 1) return true
    }
  }

  return atEdge({
    async create({ id, ...workspace }: Workspace) {
      const [document] = await workspaces.create([{ ...workspace, _id: id }])
      return toWorkspace(document.toObject())
    },

    async get(id: string) {
      const found = await workspaces.findOne({ _id: id }).lean<WorkspaceDocument>()
      return found && toWorkspace(found)
    },

    async list() {
      return (await workspaces.find({}).sort({ name: 1 }).lean<WorkspaceDocument[]>()).map(toWorkspace)
    },

    async ofUser(userId: string) {
      return (await workspaces.find({ 'members.userId': userId }).lean<WorkspaceDocument[]>()).map(toWorkspace)
    },

    setMember: (id: string, member: WorkspaceMember) =>
      change(id, (members) => [...members.filter(({ userId }) => userId !== member.userId), member]),

    removeMember: (id: string, userId: string) =>
      change(id, (members) => members.filter((member) => member.userId !== userId)),

    async remove(id: string) {
      await workspaces.deleteOne({ _id: id })
    },
  })
}

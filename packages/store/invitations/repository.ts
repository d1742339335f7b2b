import type { Invitation } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { invitationSchema, toInvitation, type InvitationDocument } from './schema.ts'

/** One-time links to set a password. Callers make the tokens and give their hashes. */
export interface InvitationRepository {
  /** Opens a link; those that the same user (or, for the first administrator, nobody) had before become void. */
  open(invitation: Invitation, tokenHash: string): Promise<void>
  /** The invitation of a token that is open and has not expired. */
  find(tokenHash: string, now: Date): Promise<Invitation | null>
  /** Uses a link up: of any number that do so at the same time one gets `true`. */
  use(id: string): Promise<boolean>
  /** Makes all open links of a user void. */
  revoke(workspaceId: string, userId: string | null): Promise<void>
}

export function createInvitationRepository(connection: Connection): InvitationRepository {
  const invitations = connection.model<InvitationDocument>('Invitation', invitationSchema)

  async function revoke(workspaceId: string, userId: string | null): Promise<void> {
    await invitations.updateMany({ workspaceId, userId, status: 'open' }, { $set: { status: 'void' } })
  }

  return atEdge({
    async open({ id, ...invitation }: Invitation, tokenHash: string) {
      await revoke(invitation.workspaceId, invitation.userId)
      await invitations.create([{ ...invitation, _id: id, tokenHash, status: 'open' }])
    },

    async find(tokenHash: string, now: Date) {
      const found = await invitations.findOne({ tokenHash }).lean<InvitationDocument>()
      return found?.status === 'open' && now < found.expiresAt ? toInvitation(found) : null
    },

    async use(id: string) {
      const { matchedCount } = await invitations.updateOne({ _id: id, status: 'open' }, { $set: { status: 'used' } })
      return matchedCount === 1
    },

    revoke,
  })
}

import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newInvitation } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

const NOW = new Date()

describe('invitations', () => {
  const store = useTestStore('invitations')

  const opened = async (change: Parameters<typeof newInvitation>[0] = {}) => {
    const invitation = newInvitation({ expiresAt: new Date(NOW.getTime() + 1000), ...change })
    const tokenHash = newId()
    await store().invitations.open(invitation, tokenHash)
    return { invitation, tokenHash }
  }

  it('are found by their token until they expire', async () => {
    const { invitation, tokenHash } = await opened()
    expect(await store().invitations.find(tokenHash, NOW)).toEqual(invitation)
    expect(await store().invitations.find(tokenHash, invitation.expiresAt)).toBeNull()
    expect(await store().invitations.find(newId(), NOW)).toBeNull()
  })

  it('are used once, by one of ten', async () => {
    const { invitation, tokenHash } = await opened()
    const uses = await Promise.all(Array.from({ length: 10 }, () => store().invitations.use(invitation.id)))
    expect(uses.filter(Boolean)).toHaveLength(1)
    expect(await store().invitations.find(tokenHash, NOW)).toBeNull()
  })

  it('replace what the same user had before, and nobody else’s', async () => {
    const { invitations } = store()
    const userId = newId()
    const first = await opened({ userId })
    const setup = await opened({ userId: null, purpose: 'setup' })
    const second = await opened({ userId, purpose: 'reset' })
    const isOpen = async ({ tokenHash }: { tokenHash: string }) => (await invitations.find(tokenHash, NOW)) !== null
    expect([await isOpen(first), await isOpen(setup), await isOpen(second)]).toEqual([false, true, true])
    expect(await invitations.use(first.invitation.id)).toBe(false)
    await invitations.revoke('w1', userId)
    await invitations.revoke('w1', null)
    expect([await isOpen(setup), await isOpen(second)]).toEqual([false, false])
  })
})

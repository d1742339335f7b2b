import { describe, expect, it } from '@jest/globals'
import { ConflictError, newId } from '@techdeck/core'
import { useTestStore } from '../testing/test-store.ts'

const AT = new Date('2026-03-01T10:00:00.000Z')

describe('workspaces', () => {
  const store = useTestStore('workspaces')
  const made = async (...owners: string[]) => {
    const members = owners.map((userId) => ({ userId, role: 'owner' as const }))
    return store().workspaces.create({ id: newId(), name: newId(), members, createdBy: 'u1', createdAt: AT })
  }

  it('are found by their members, and have a name of their own', async () => {
    const { id, name } = await made('u1')
    expect(await store().workspaces.setMember(id, { userId: 'u2', role: 'viewer' })).toBe(true)
    expect(await store().workspaces.setMember(id, { userId: 'u2', role: 'editor' })).toBe(true)
    expect(await store().workspaces.ofUser('u2')).toMatchObject([
      {
        id,
        members: [
          { userId: 'u1', role: 'owner' },
          { userId: 'u2', role: 'editor' },
        ],
      },
    ])
    await expect(
      store().workspaces.create({ id: newId(), name, members: [], createdBy: 'u1', createdAt: AT }),
    ).rejects.toBeInstanceOf(ConflictError)
    expect(await store().workspaces.removeMember(id, 'u2')).toBe(true)
    expect(await store().workspaces.ofUser('u2')).toEqual([])
    await store().workspaces.remove(id)
    expect(await store().workspaces.get(id)).toBeNull()
  })

  it('keep one owner of any number who leave at the same time', async () => {
    const owners = ['a', 'b', 'c', 'd']
    const { id } = await made(...owners)
    const left = await Promise.all(owners.map((owner) => store().workspaces.removeMember(id, owner)))
    expect(left.filter(Boolean)).toHaveLength(3)
    const [last] = (await store().workspaces.get(id))!.members
    expect(await store().workspaces.setMember(id, { userId: last.userId, role: 'viewer' })).toBe(false)
  })
})

import { describe, expect, it } from '@jest/globals'
import type { Share, Team } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { useTestStore } from '../testing/test-store.ts'

const AT = new Date('2026-03-01T10:00:00.000Z')

describe('teams and what is shared with them', () => {
  const store = useTestStore('teams')
  const made = async (change: Partial<Team> = {}): Promise<Team> => {
    const team = { id: newId(), workspaceId: newId(), name: 'north', members: [], createdBy: 'u', createdAt: AT }
    return store().teams.create({ ...team, ...change })
  }
  const share = async (datasetId: string, teamId: string, role: Share['role'] = 'viewer') =>
    store().shares.save({
      id: `${datasetId}.${teamId}`,
      workspaceId: 'w',
      datasetId,
      teamId,
      role,
      sharedBy: 'u',
      sharedAt: AT,
    })

  it('have a name of their own in a workspace', async () => {
    const { workspaceId } = await made()
    await expect(made({ workspaceId })).rejects.toMatchObject({ code: 'CONFLICT' })
    await made({ workspaceId, name: 'south' })
    expect((await store().teams.list(workspaceId)).map(({ name }) => name)).toEqual(['north', 'south'])
  })

  it('have each member once, in one role', async () => {
    const { teams } = store()
    const [{ id }, ada, sam] = [await made(), newId(), newId()]
    await teams.setMember(id, { userId: ada, role: 'member' })
    await teams.setMember(id, { userId: sam, role: 'member' })
    await teams.setMember(id, { userId: ada, role: 'manager' })
    expect((await teams.get(id))!.members).toEqual([
      { userId: sam, role: 'member' },
      { userId: ada, role: 'manager' },
    ])
    expect((await teams.ofUser(ada)).map((team) => team.id)).toEqual([id])
    await teams.removeMember(id, ada)
    expect(await teams.ofUser(ada)).toEqual([])
    await teams.remove(id)
    expect(await teams.get(id)).toBeNull()
  })

  it('have each member once also when many say so at the same time', async () => {
    const { teams } = store()
    const [{ id }, ada] = [await made(), newId()]
    const roles = ['member', 'manager', 'member', 'manager', 'member', 'manager'] as const
    await Promise.all(roles.map((role) => teams.setMember(id, { userId: ada, role })))
    expect((await teams.get(id))!.members.map(({ userId }) => userId)).toEqual([ada])
  })

  it('share each data set with a team once, until it is taken back', async () => {
    const { shares } = store()
    const [dataset, one, other] = [newId(), newId(), newId()]
    await share(dataset, one)
    await share(dataset, one, 'editor')
    await share(dataset, other)
    const roles = async () => (await shares.ofDataset(dataset)).map(({ teamId, role }) => ({ teamId, role }))
    const both = [
      { teamId: one, role: 'editor' },
      { teamId: other, role: 'viewer' },
    ]
    expect(await roles()).toHaveLength(2)
    expect(await roles()).toEqual(expect.arrayContaining(both))
    expect((await shares.ofTeams([one])).map(({ datasetId }) => datasetId)).toEqual([dataset])
    expect(await shares.ofTeams([])).toEqual([])
    expect([await shares.remove(dataset, one), await shares.remove(dataset, one)]).toEqual([true, false])
    expect(await shares.removeOfTeam(other)).toBe(1)
    await share(dataset, one)
    await shares.removeOf(dataset)
    expect(await roles()).toEqual([])
  })
})

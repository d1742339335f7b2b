import { describe, expect, it } from '@jest/globals'
import type { Emergency } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { useTestStore } from '../testing/test-store.ts'

const AT = new Date('2026-03-01T10:00:00.000Z')
const later = (ms: number) => new Date(AT.getTime() + ms)

describe('broken glass', () => {
  const store = useTestStore('emergencies')
  const asked = async (change: Partial<Emergency> = {}): Promise<Emergency> => {
    const of = { id: newId(), workspaceId: 'w1', userId: newId(), datasetId: 'd', reason: 'r', minutes: 5 }
    const state = { status: 'requested' as const, requestedAt: AT, decidedBy: null, expiresAt: null }
    const emergency = { ...of, ...state, ...change }
    await store().emergencies.create(emergency)
    return emergency
  }

  it('is agreed to by one of many, and over at its time', async () => {
    const { emergencies } = store()
    const { id, userId } = await asked()
    expect(await emergencies.approvedOf(userId)).toEqual([])
    const decision = { decidedBy: 'm', expiresAt: later(1000) }
    const moved = await Promise.all([1, 2, 3].map(() => emergencies.move(id, 'requested', 'approved', decision)))
    expect(moved.filter(Boolean)).toHaveLength(1)
    expect(await emergencies.approvedOf(userId)).toMatchObject([{ id, ...decision }])
    const expired = async (now: Date) => (await emergencies.expired(now)).map((each) => each.id)
    expect([await expired(later(999)), await expired(later(1000))]).toEqual([[], [id]])
    expect(await emergencies.move(id, 'approved', 'ended')).toBe(true)
    expect([await expired(later(1000)), await emergencies.approvedOf(userId)]).toEqual([[], []])
  })

  it('is listed since a time, newest first', async () => {
    const workspaceId = newId()
    const old = await asked({ workspaceId, requestedAt: later(-1) })
    const [first, second] = [await asked({ workspaceId, userId: old.userId }), await asked({ workspaceId })]
    const ids = async (scope: { userId?: string }) =>
      (await store().emergencies.list({ workspaceId, ...scope }, AT)).map(({ id }) => id)
    expect(await ids({})).toEqual([second.id, first.id])
    expect(await ids({ userId: old.userId })).toEqual([first.id])
  })
})

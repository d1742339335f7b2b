import { describe, expect, it } from '@jest/globals'
import { newId } from '@techdeck/core'
import { newResumable } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

const LATER = new Date('2026-04-01T10:00:00.000Z')

describe('resumable uploads', () => {
  const store = useTestStore('resumables')

  const created = async (change = {}) => {
    const upload = newResumable(change)
    await store().resumables.create(upload)
    return upload
  }

  it('come back as they were begun', async () => {
    const upload = await created({ kind: 'final', sources: [newId()] })
    expect(await store().resumables.get(upload.id)).toEqual(upload)
    await expect(store().resumables.create(upload)).rejects.toMatchObject({ code: 'CONFLICT' })
    await store().resumables.remove(upload.id)
    expect(await store().resumables.get(upload.id)).toBeNull()
  })

  it('take the parts of one of many writers that begin at the same byte', async () => {
    const { id } = await created()
    const writers = Array.from({ length: 8 }, (_, at) => [{ name: `0.${at}`, sizeBytes: at + 1 }])
    const won = await Promise.all(writers.map((parts) => store().resumables.append(id, 0, parts, LATER)))
    expect(won.filter(Boolean)).toHaveLength(1)
    const parts = writers[won.indexOf(true)]
    expect(await store().resumables.get(id)).toMatchObject({ parts, offset: parts[0].sizeBytes, expiresAt: LATER })
    expect(await store().resumables.append(id, 0, parts, LATER)).toBe(false)
  })

  it('end once, and take nothing from then on', async () => {
    const { id, datasetId } = await created()
    expect(await store().resumables.finish(id, datasetId, false)).toBe(true)
    expect(await store().resumables.finish(id, newId(), true)).toBe(false)
    expect(await store().resumables.append(id, 0, [{ name: 'a', sizeBytes: 1 }], LATER)).toBe(false)
    expect(await store().resumables.get(id)).toMatchObject({ status: 'finished', datasetId, isKnown: false })
  })

  it('are found by the data set that they become, by their user, and by their end', async () => {
    const [datasetId, userId] = [newId(), newId()]
    const part = await created({ datasetId, userId, kind: 'partial', sizeBytes: 7 })
    expect(await store().resumables.openFor(datasetId)).toBeNull()
    const whole = await created({ datasetId, userId, sizeBytes: 9 })
    await created({ userId, status: 'finished' })
    expect((await store().resumables.openFor(datasetId))?.id).toBe(whole.id)
    expect(await store().resumables.openOf(userId)).toEqual({ count: 2, sizeBytes: 16 })
    await store().resumables.append(whole.id, 0, [], LATER)
    const ended = (await store().resumables.expired(part.expiresAt, 1000)).map(({ id }) => id)
    expect([ended.includes(part.id), ended.includes(whole.id)]).toEqual([true, false])
  })
})

describe('a lease', () => {
  const store = useTestStore('asked_leases')

  it('lets its holder know that somebody waits, and the next holder only of those who wait for it', async () => {
    const { leases } = store()
    const name = newId()
    await leases.acquire(name, 'a', 60_000)
    expect(await leases.isAskedFor(name, 'a')).toBe(false)
    await leases.ask(name)
    await leases.acquire(name, 'a', 60_000)
    expect(await leases.isAskedFor(name, 'a')).toBe(true)
    await leases.release(name, 'a')
    expect(await leases.isAskedFor(name, 'a')).toBe(true)
    await leases.acquire(name, 'b', 60_000)
    expect(await leases.isAskedFor(name, 'b')).toBe(false)
  })

  it('is not asked for in the name of a holder whose time was over', async () => {
    const { leases } = store()
    const name = newId()
    await leases.acquire(name, 'a', 1)
    await leases.ask(name)
    for (let taken = false; !taken;) taken = await leases.acquire(name, 'b', 60_000)
    expect(await leases.isAskedFor(name, 'b')).toBe(false)
    expect(await leases.isAskedFor(name, 'a')).toBe(true)
  })
})

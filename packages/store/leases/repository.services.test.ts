import { describe, expect, it } from '@jest/globals'
import { delay, newId } from '@techdeck/core'
import { useTestStore } from '../testing/test-store.ts'

describe('leases', () => {
  const store = useTestStore('leases')

  it('are held by one of twenty who ask at once', async () => {
    const owners = Array.from({ length: 20 }, (_, at) => `owner ${at}`)
    const name = newId()
    const held = await Promise.all(owners.map((owner) => store().leases.acquire(name, owner, 20_000)))
    expect(held.filter(Boolean)).toHaveLength(1)
    const holder = owners[held.indexOf(true)]
    expect(await store().leases.acquire(name, holder)).toBe(true)
    expect(await store().leases.acquire(name, 'another')).toBe(false)
  })

  it('end by themselves, by the database’s clock', async () => {
    const { leases } = store()
    const name = newId()
    expect(await leases.acquire(name, 'a', 150)).toBe(true)
    expect(await leases.acquire(name, 'b', 150)).toBe(false)
    await delay(300)
    expect(await leases.acquire(name, 'b', 20_000)).toBe(true)
    expect(await leases.acquire(name, 'a', 20_000)).toBe(false)
  })

  it('are given back by their holder alone', async () => {
    const { leases } = store()
    const name = newId()
    await leases.acquire(name, 'a')
    await leases.release(name, 'b')
    expect(await leases.acquire(name, 'b')).toBe(false)
    await leases.release(name, 'a')
    expect(await leases.acquire(name, 'b')).toBe(true)
  })

  it('take an owner’s name for a value, never for a field', async () => {
    const name = newId()
    expect(await store().leases.acquire(name, 'a')).toBe(true)
    expect(await store().leases.acquire(name, '$owner')).toBe(false)
  })
})

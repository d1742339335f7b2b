import { describe, expect, it } from '@jest/globals'
import { ConflictError, newId } from '@techdeck/core'
import { newUser } from '../testing/fixtures.ts'
import { useTestStore } from '../testing/test-store.ts'

describe('users', () => {
  const store = useTestStore('users')

  it('come back as they were created, by id and by e-mail address in any case', async () => {
    const user = newUser({ email: `Sam.${newId()}@Example.org` })
    const created = await store().users.create(user)
    expect(created).toEqual({ ...user, email: user.email.toLowerCase() })
    expect(await store().users.get(user.id)).toEqual(created)
    expect(await store().users.byEmail(` ${user.email.toUpperCase()} `)).toEqual(created)
    expect(await store().users.byEmail('nobody@example.org')).toBeNull()
  })

  it('have an e-mail address of their own, also when two are created at once', async () => {
    const email = `${newId()}@example.org`
    const twice = [newUser({ email }), newUser({ email: email.toUpperCase() })].map((user) =>
      store().users.create(user),
    )
    const [refused] = (await Promise.allSettled(twice)).filter(({ status }) => status === 'rejected')
    expect(refused).toMatchObject({ reason: { code: 'CONFLICT', details: { fields: ['email'] } } })
    const other = newUser()
    await store().users.create(other)
    await expect(store().users.update(other.id, { email })).rejects.toThrow(ConflictError)
  })

  it('change their password, role and state, and remember the last sign-in', async () => {
    const { users } = store()
    const { id } = await users.create(newUser())
    const at = new Date('2026-04-01T00:00:00.000Z')
    expect(await users.setPassword(id, 'other hash')).toBe(true)
    expect(await users.update(id, { role: 'admin', isActive: false })).toBe(true)
    expect(await users.touchLogin(id, at)).toBe(true)
    const changed = { passwordHash: 'other hash', role: 'admin', isActive: false, lastLogin: at }
    expect(await users.get(id)).toMatchObject(changed)
    expect(await users.setPassword(newId(), 'x')).toBe(false)
  })

  it('may have no password yet, and forget a wish for a reset when they get one', async () => {
    const { users } = store()
    const { id } = await users.create(newUser({ passwordHash: null }))
    const at = new Date('2026-04-01T00:00:00.000Z')
    await users.noteResetRequest(id, at)
    expect(await users.get(id)).toMatchObject({ passwordHash: null, resetRequestedAt: at })
    await users.setPassword(id, 'hash')
    expect(await users.get(id)).toMatchObject({ passwordHash: 'hash', resetRequestedAt: null })
  })

  it('are found by their role in a workspace', async () => {
    const { users } = store()
    const workspaceId = newId()
    const admin = await users.create(newUser({ workspaceId, role: 'admin' }))
    await users.create(newUser({ workspaceId }))
    await users.create(newUser({ role: 'admin' }))
    expect(await users.ofRole(workspaceId, 'admin')).toEqual([admin])
  })

  it('are listed newest first, page by page, in their workspace', async () => {
    const { users } = store()
    const workspaceId = newId()
    const ids = []
    for (let count = 0; count < 3; count++) ids.unshift((await users.create(newUser({ workspaceId }))).id)
    const first = await users.list(workspaceId, null, 2)
    const rest = await users.list(workspaceId, first.nextCursor, 2)
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids)
    expect(rest.nextCursor).toBeNull()
  })

  it('are not found by an operator in the place of a value', async () => {
    await store().users.create(newUser())
    // As if a request's body had not been parsed.
    const anyone = JSON.parse('{ "$ne": "" }')
    await expect(store().users.get(anyone)).rejects.toMatchObject({ code: 'PROCESSING_ERROR_FINAL' })
  })

  it('refuse a field that users do not have', async () => {
    const user = { ...newUser(), nickname: 'sam' }
    await expect(store().users.create(user)).rejects.toMatchObject({ code: 'PROCESSING_ERROR_FINAL' })
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { delay, newId, ResourceError } from '@techdeck/core'
import { connectStore, type Store } from '../store.ts'
import { newUser } from '../testing/fixtures.ts'
import { testUri, useTestStore } from '../testing/test-store.ts'
import { noPasswordMigration } from './no-passwords.ts'

describe('migrations', () => {
  const store = useTestStore('migrations')
  let other: Store
  beforeAll(async () => {
    other = await connectStore({ uri: testUri, dbName: store().connection.name, minPoolSize: 1 })
  })
  afterAll(() => other.close())

  it('build every index that a schema declares', async () => {
    const { connection } = store()
    for (const model of Object.values(connection.models)) {
      const declared = model.schema.indexes().map(([key]) => JSON.stringify(key))
      if (declared.length === 0) continue
      const built = (await model.collection.indexes()).map(({ key }) => JSON.stringify(key))
      expect(built).toEqual(expect.arrayContaining(declared))
    }
    expect(await store().migrations.applied()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^indexes\.[0-9a-f]{16}$/), 'users.no-password']),
    )
  })

  it('take the mark of who has no password from users', async () => {
    const { users, connection } = store()
    const [none, some] = [await users.create(newUser({ passwordHash: '!' })), await users.create(newUser())]
    await noPasswordMigration(connection).up()
    expect((await users.get(none.id))?.passwordHash).toBeNull()
    expect(await users.get(some.id)).toEqual(some)
  })

  it('run once, in order, when processes start together; the others wait for their end', async () => {
    const ran: string[] = []
    const ids = [newId(), newId()]
    const migrations = ids.map((id) => ({
      id,
      async up() {
        await delay(50)
        ran.push(id)
      },
    }))
    const answers = await Promise.all([store().migrations.run(migrations), other.migrations.run(migrations)])
    expect(ran).toEqual(ids)
    expect(answers.toSorted((a, b) => b.length - a.length)).toEqual([ids, []])
    expect(await other.migrations.applied()).toEqual(expect.arrayContaining(ids))
  })

  it('run again when they broke off, and leave the lease free', async () => {
    const id = newId()
    let attempts = 0
    const up = async () => {
      if (++attempts === 1) throw new ResourceError('Not there.')
    }
    await expect(store().migrations.run([{ id, up }])).rejects.toThrow(ResourceError)
    expect(await other.migrations.run([{ id, up }])).toEqual([id])
  })

  it('give up when another process holds the lease for too long', async () => {
    await store().leases.acquire('migrations', 'somebody', 60_000)
    const waiting = other.migrations.run([{ id: newId(), up: async () => undefined }], 100)
    await expect(waiting).rejects.toThrow(ResourceError)
    await store().leases.release('migrations', 'somebody')
  })
})

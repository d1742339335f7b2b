import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ConflictError, newId } from '@techdeck/core'
import type { Connection } from 'mongoose'
import { connectStore, type Store } from './store.ts'
import type { FieldSealer } from './fields.ts'
import { sealFieldsMigration } from './migrations/seal-fields.ts'
import { newDataset, newFile, newUser } from './testing/fixtures.ts'
import { testUri, useTestStore } from './testing/test-store.ts'

/** Shows whether places agree; what seals in earnest has tests of its own. */
const fields: FieldSealer = {
  seal: (place, text) => `~${Buffer.from(JSON.stringify([place, text])).toString('base64')}`,
  open(place, text) {
    if (!text.startsWith('~')) return text
    const [sealedFor, plain] = JSON.parse(Buffer.from(text.slice(1), 'base64').toString()) as [string, string]
    if (sealedFor !== place) throw new TypeError(`sealed for ${sealedFor}`)
    return plain
  },
  mark: (place, text) => createHash('sha256').update(place).update(text).digest('hex'),
}
const NAME = 'Quillvex sessions.jsonl'

describe('fields that could tell of somebody', () => {
  const before = useTestStore('fields')
  let store: Store
  let inClear = ''
  const files = () => [{ ...newFile(), name: NAME }]
  const old = { dataset: newDataset({ name: NAME, status: 'ready' }), user: newUser({ email: 'quillvex@example.org' }) }
  beforeAll(async () => {
    await before().datasets.create({ ...old.dataset, files: files() })
    await before().datasets.addVersion(old.dataset.id, old.dataset.version, {
      files: files(),
      sizeBytes: 1,
      sha256: 'x',
    })
    await before().users.create(old.user)
    inClear = await kept()
    store = await connectStore({
      uri: testUri,
      dbName: before().connection.name,
      minPoolSize: 1,
      fields: async () => fields,
    })
  }, 60_000)
  afterAll(() => store?.close())

  /** All that the collections hold, as text. */
  async function kept(): Promise<string> {
    const collections = ['datasets', 'datasetVersions', 'users']
    const documents = collections.map((name) => before().connection.collection(name).find({}).toArray())
    return JSON.stringify(await Promise.all(documents))
  }

  it('are sealed by a migration where they were kept in clear, and read as before', async () => {
    expect([inClear.includes('uillvex'), (await kept()).includes('uillvex')]).toEqual([true, false])
    expect(await store.migrations.applied()).toContain('fields.sealed')
    const { id, version } = old.dataset
    expect(await store.datasets.get(id)).toMatchObject({ name: NAME, files: files() })
    expect(await store.datasets.atVersion(id, version)).toMatchObject({ name: NAME, files: files() })
    expect((await store.datasets.earlierVersions(id)).map(({ files: held }) => held[0]?.name)).toEqual([NAME])
    expect(await store.users.get(old.user.id)).toEqual(old.user)
    expect(await store.users.byEmail('Quillvex@example.org ')).toEqual(old.user)
  })

  it('are not set back by the migration when somebody changed them while it ran', async () => {
    const [renamed, bare] = [newDataset({ name: NAME }), newDataset({ name: NAME, files: [] })]
    await before().datasets.create({ ...renamed, files: files() })
    await before().datasets.create(bare)
    const { connection } = before()
    /** As the connection is, but between each read and the write that follows from it somebody was quicker. */
    const overtaken = {
      collection: (name: string) => {
        const collection = connection.collection<{ _id: string }>(name)
        return {
          find: (filter: object) => collection.find(filter),
          async updateOne(filter: object, update: object) {
            const named = { name: 'Later', 'files.0.name': 'later.jsonl' }
            if (name === 'datasets') await collection.updateOne({ _id: renamed.id }, { $set: named })
            await collection.updateOne(filter, update)
          },
        }
      },
    }
    await sealFieldsMigration(overtaken as unknown as Connection, fields).up()
    const left = await connection.collection<{ _id: string }>('datasets').findOne({ _id: renamed.id })
    expect(left).toMatchObject({ name: 'Later', files: [{ name: 'later.jsonl' }] })
    expect(await before().datasets.get(bare.id)).toMatchObject({ name: expect.stringMatching(/^~/) })
    await sealFieldsMigration(connection, fields).up()
    expect(await store.datasets.get(renamed.id)).toMatchObject({ name: 'Later', files: [{ name: 'later.jsonl' }] })
  })

  it('are sealed whenever they are written', async () => {
    const dataset = newDataset({ name: NAME, status: 'inspecting' })
    const created = await store.datasets.create({ ...dataset, files: files() })
    expect(created).toMatchObject({ name: NAME, files: files() })
    const { format, encoding, conversationCount, turnCount, problems } = dataset
    const found = { status: 'ready' as const, format, encoding, conversationCount, turnCount, files: files(), problems }
    await store.datasets.finishInspection(dataset.id, dataset.version, found)
    await store.datasets.describe(dataset.id, { name: `${NAME}, once more` })
    await store.datasets.addVersion(dataset.id, dataset.version, { files: files(), sizeBytes: 1, sha256: 'x' })
    const { workspaceId } = dataset
    expect((await store.datasets.list({ workspaceId }, null, 5)).items[0]).toMatchObject({ name: `${NAME}, once more` })
    expect(await kept()).not.toContain('uillvex')
  })

  it('find users by their address, of whom each has one of their own', async () => {
    const user = newUser({ email: `quillvex.${newId()}@example.org` })
    await store.users.create(user)
    expect(await store.users.byEmail(user.email.toUpperCase())).toEqual(user)
    expect(await store.users.byEmail('nobody@example.org')).toBeNull()
    await expect(store.users.create({ ...newUser(), email: user.email })).rejects.toThrow(ConflictError)
    const changed = `quillvex.${newId()}@example.org`
    await store.users.update(user.id, { email: changed })
    expect([(await store.users.byEmail(changed))?.id, await store.users.byEmail(user.email)]).toEqual([user.id, null])
    expect((await store.users.list(user.workspaceId, null, 5)).items[0].email).toBe(changed)
    expect(await kept()).not.toContain('uillvex')
  })

  it('are read where a process of before wrote them in clear a moment ago', async () => {
    const user = newUser({ email: `late.${newId()}@example.org` })
    await before().users.create(user)
    expect(await store.users.byEmail(user.email)).toEqual(user)
  })
})

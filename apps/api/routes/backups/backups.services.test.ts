import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { KeyFolder } from '@techdeck/backup'
import { collect, newId } from '@techdeck/core'
import { withBackedUpKeys } from '../../keys/backed-up-keys.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
let folder: string
let keys: KeyFolder
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'api-backups-'))
  keys = new KeyFolder(folder)
  api = await startApi((deps) => ({ settings: { ...deps.settings, backupKeys: folder } }))
})
afterAll(async () => {
  await api?.close()
  await rm(folder, { recursive: true })
})

describe('backups', () => {
  it('are listed to administrators, newest first', async () => {
    const of = { kind: 'full' as const, records: 1, artifacts: 2, bytes: 3, dataKeys: 4, newBytes: 5 }
    const times = { startedAt: new Date(1000), finishedAt: new Date(2000) }
    for (const point of ['p1', 'p2']) await api.store.backups.add({ id: newId(), point, ...of, ...times })
    const { headers } = await api.user('admin')
    const { body } = await api.inject({ method: 'GET', url: '/api/v1/backups', headers })
    expect(body.data).toEqual({
      keys_followed: true,
      backups: [expect.objectContaining({ point: 'p2' }), expect.objectContaining({ point: 'p1', new_bytes: 5 })],
    })
  })

  it('lose the key of a data set before anybody is told that it is destroyed', async () => {
    const store = withBackedUpKeys(api.store, keys)
    const shredding = await startApi(() => ({ keys: store.keys }), api.dbName)
    const [owner, admin] = [await api.user(), await api.user('admin')]
    const [gone, stays] = [await api.dataset(owner.id), await api.dataset(owner.id)]
    await keys.follow(api.store.records)
    const shred = await shredding.inject({
      method: 'POST',
      url: `/api/v1/datasets/${gone.id}/shred`,
      headers: admin.headers,
      payload: { reason: 'consent was withdrawn' },
    })
    expect(shred.status).toBe(200)
    const kept = (await collect(keys.dataKeys())).map(({ datasetId }) => datasetId)
    expect([kept.includes(gone.id), kept.includes(stays.id)]).toEqual([false, true])
    await shredding.close()
  })

  it('lose the key of whoever is forgotten in the audit log', async () => {
    const store = withBackedUpKeys(api.store, keys)
    await store.records.addSubjectKey({ subject: 'u1', wrapped: 'w' })
    await keys.follow(store.records)
    const kept = async () => (await collect(keys.subjectKeys())).map(({ subject }) => subject)
    expect(await kept()).toContain('u1')
    await store.audit.shredSubject('u1')
    expect(await kept()).not.toContain('u1')
  })
})

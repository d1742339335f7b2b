import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { isSignatureOf, newId, ResourceError } from '@techdeck/core'
import { finishedExecution } from '../../testing/finished-execution.ts'
import { sweepDatasets } from '../../retention/purge-dataset.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let owner: TestUser
let admin: TestUser
/** Refuses the next so many audit records. */
let refuseAudits = 0
beforeAll(async () => {
  api = await startApi(({ audit }) => {
    const append: typeof audit.append = audit.append.bind(audit)
    audit.append = async (record) => {
      if (refuseAudits > 0 && refuseAudits--) throw new ResourceError('The log is away.')
      await append(record)
    }
    return { audit }
  })
  owner = await api.user()
  admin = await api.user('admin')
}, 60_000)
afterAll(() => api?.close())

const ask = (method: 'GET' | 'POST', path: string, as = owner, payload?: object) =>
  api.inject({ method, url: `/api/v1${path}`, headers: as.headers, ...(payload && { payload }) })
const shred = (id: string, as = admin) =>
  ask('POST', `/datasets/${id}/shred`, as, { reason: 'the person asked for it' })
async function finished() {
  const { dataset, execution } = await finishedExecution(api, owner.id)
  await api.store.executions.transition(execution.id, { from: ['queued', 'running'], to: 'completed' })
  return { dataset, execution }
}
const certificates = async (id: string) =>
  (await api.deps.audit.search({ workspaceId: 'default', dataId: id }, null, 50)).items.filter(
    ({ operation }) => operation === 'dataset.shred',
  )

describe('shredding a data set', () => {
  it('leaves a signed certificate, also in the audit log, and nothing that opens', async () => {
    const { dataset, execution } = await finished()
    const wrapped = (await api.store.keys.get(dataset.dataKeyId))!
    const { key } = await api.deps.keyRing.unwrap(wrapped)
    expect((await ask('GET', `/pipeline/${execution.id}/exports/a.jsonl`)).status).toBe(200)
    const ticket = (await ask('POST', `/pipeline/${execution.id}/exports/a.jsonl/ticket`)).body.data.url as string

    const { status, body } = await shred(dataset.id)
    expect(status).toBe(200)
    const { signed, signature, downloads, ...certificate } = body.data
    expect(certificate).toEqual({
      type: 'techdeck-shred-1',
      dataset_id: dataset.id,
      data_key_id: dataset.dataKeyId,
      key_fingerprint: createHmac('sha256', key).update('techdeck key fingerprint').digest('hex'),
      kek_id: wrapped.kekId,
      artifacts: 2,
      shredded_at: expect.any(String),
      shredded_by: admin.id,
      reason: 'the person asked for it',
    })
    expect(JSON.parse(signed)).toEqual(certificate)
    expect(isSignatureOf(Buffer.from(signed), signature)).toBe(true)
    expect(isSignatureOf(Buffer.from(`${signed} `), signature)).toBe(false)
    expect(downloads).toEqual([expect.objectContaining({ user_id: owner.id, name: 'a.jsonl' })])
    expect(await certificates(dataset.id)).toEqual([
      expect.objectContaining({ userId: admin.id, details: expect.objectContaining({ certificate }) }),
    ])

    expect(await api.store.keys.get(dataset.dataKeyId)).toBeNull()
    const left = []
    for await (const artifact of api.deps.artifacts.list(dataset.id)) left.push(artifact)
    expect(left).toEqual([])
    for (const path of [
      `/datasets/${dataset.id}`,
      `/datasets/${dataset.id}/quarantine`,
      `/validation/${dataset.id}`,
      `/pipeline/${execution.id}/preview`,
      `/pipeline/${execution.id}/exports`,
      `/pipeline/${execution.id}/exports/a.jsonl`,
      ticket.replace('/api/v1', ''),
    ]) {
      const answer = await ask('GET', path)
      expect([path, answer.status, answer.body.error_code]).toEqual([path, 410, 'DATA_DESTROYED'])
    }
    // Somebody else learns nothing by it.
    expect((await ask('GET', `/datasets/${dataset.id}`, await api.user())).status).toBe(404)
    expect((await ask('GET', `/pipeline/${execution.id}`)).status).toBe(200)
    const run = await ask('POST', '/pipeline/execute', owner, { dataset_ids: [dataset.id] })
    expect(run.status).toBe(404)
    expect((await ask('POST', `/datasets/${dataset.id}/restore`)).status).toBe(404)
  })

  it('gives the same certificate when it is asked again, and when the log could not take it the first time', async () => {
    const { dataset } = await finished()
    refuseAudits = 1
    expect((await shred(dataset.id)).status).toBe(503)
    expect(await certificates(dataset.id)).toEqual([])
    const [first, second] = [await shred(dataset.id), await shred(dataset.id, await api.user('admin'))]
    expect([first.status, second.body.data.signed]).toEqual([200, first.body.data.signed])
    expect(first.body.data).toMatchObject({ artifacts: 2, key_fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await certificates(dataset.id)).toHaveLength(2)
  })

  it('is not overtaken by a sweep, which would leave no certificate, while the key service is away', async () => {
    const { dataset } = await finished()
    const { keyRing } = api.deps
    const unwrap = keyRing.unwrap.bind(keyRing)
    try {
      keyRing.unwrap = () => Promise.reject(new ResourceError('It is away.'))
      expect((await shred(dataset.id)).status).toBe(503)
    } finally {
      keyRing.unwrap = unwrap
    }
    await sweepDatasets(api.deps)
    expect((await shred(dataset.id)).body.data.key_fingerprint).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is for administrators, of what is not at work, and of what has a key', async () => {
    const dataset = await api.dataset(owner.id)
    expect((await shred(dataset.id, owner)).status).toBe(403)
    const { id } = await api.execution(owner.id, [dataset])
    const refused = await shred(dataset.id)
    expect([refused.status, refused.body.details.execution_ids]).toEqual([409, [id]])
    expect((await ask('GET', `/datasets/${dataset.id}`)).status).toBe(200)
    await api.store.executions.transition(id, { from: ['queued'], to: 'failed' })
    expect((await ask('POST', `/datasets/${dataset.id}/shred`, admin, {})).status).toBe(400)
    expect((await shred(dataset.id)).status).toBe(200)
    expect((await shred(newId())).status).toBe(404)
    const purged = await api.dataset(owner.id)
    await api.inject({ method: 'DELETE', url: `/api/v1/datasets/${purged.id}?now=true`, headers: admin.headers })
    expect((await shred(purged.id)).status).toBe(404)
  })

  it('also ends one that was deleted and could still be restored', async () => {
    const dataset = await api.dataset(owner.id)
    await api.inject({ method: 'DELETE', url: `/api/v1/datasets/${dataset.id}`, headers: owner.headers })
    expect((await shred(dataset.id)).body.data).toMatchObject({ artifacts: 1 })
    expect((await ask('POST', `/datasets/${dataset.id}/restore`)).status).toBe(404)
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { siteListKey, readArtifactJson } from '@techdeck/pipeline'
import { startApi, type TestApi } from '../../testing/start-api.ts'
import { dataKeyOf } from '../pipeline/data-key.ts'

let api: TestApi
let steward: Awaited<ReturnType<TestApi['user']>>
let user: Awaited<ReturnType<TestApi['user']>>
beforeAll(async () => {
  api = await startApi()
  steward = await api.user('moderator')
  user = await api.user()
}, 60_000)
afterAll(() => api?.close())

const put = (words: object, who = steward) =>
  api.inject({
    method: 'POST',
    url: '/api/v1/site-lists',
    headers: who.headers,
    payload: { name: 'staff', ...words },
  })
const execute = (id: string, siteList: unknown) =>
  api.inject({
    method: 'POST',
    url: '/api/v1/pipeline/execute',
    headers: user.headers,
    payload: { dataset_ids: [id], options: { processing: { siteList } } },
  })

describe('lists of a site’s own words', () => {
  it('have a version for each change, and none for equal words', async () => {
    expect((await put({ hide: [{ text: 'Quilla Vane' }] })).body.data).toMatchObject({ version: 1, hide: 1 })
    expect((await put({ hide: [{ text: 'Quilla Vane' }] })).body.data.version).toBe(1)
    expect((await put({ hide: [{ text: 'Quilla Vane' }], keep: ['Beck'] })).body.data.version).toBe(2)
    const { body } = await api.inject({ url: '/api/v1/site-lists/staff?version=1', headers: steward.headers })
    expect(body.data.content).toEqual({
      hide: [{ text: 'Quilla Vane', category: 'name', exact: false }],
      keep: [],
      canaries: [],
    })
  })

  it('are read and written by stewards alone, and listed without their words', async () => {
    expect((await put({ hide: [] }, user)).status).toBe(403)
    expect((await api.inject({ url: '/api/v1/site-lists/staff', headers: user.headers })).status).toBe(403)
    const { body } = await api.inject({ url: '/api/v1/site-lists', headers: user.headers })
    expect(body.data).toMatchObject([{ name: 'staff', version: 2, hide: 1, keep: 1, canaries: 0 }])
    expect(JSON.stringify(body)).not.toMatch(/Quilla|Beck/)
  })

  it('are tried on a text, of which nothing is logged', async () => {
    const payload = { hide: [{ text: 'Quilla Vane' }], text: 'I saw quilla vane.' }
    const tried = await api.inject({
      method: 'POST',
      url: '/api/v1/site-lists/try',
      headers: steward.headers,
      payload,
    })
    expect(tried.body.data).toMatchObject({ findings: [{ start: 6, end: 17, category: 'name' }], canaries: 0 })
    expect(api.logs.join().toLowerCase()).not.toContain('quilla')
  })

  it('go along with a run in the version that it names, sealed under each data set’s own key', async () => {
    const { id } = await api.dataset(user.id)
    const { status, body } = await execute(id, 'staff@1')
    expect(status).toBe(202)
    const { options } = (await api.store.executions.get(body.data.id))!
    const ref = options['processing']['siteList'] as { name: string; version: number; sha256: string }
    expect(ref).toEqual({ name: 'staff', version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(JSON.stringify(options)).not.toContain('Quilla')
    const copy = await readArtifactJson(api.deps.artifacts, siteListKey(id, ref), await dataKeyOf(api.deps, id))
    expect(copy).toMatchObject({ hide: [{ text: 'Quilla Vane' }] })
    expect((await execute(id, ref)).status).toBe(202)
    expect((await execute(id, { ...ref, sha256: 'b'.repeat(64) })).status).toBe(409)
    expect((await execute(id, 'nobody')).status).toBe(404)
    expect((await execute(id, 'staff@9')).status).toBe(404)
  })
})

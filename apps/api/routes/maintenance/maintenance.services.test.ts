import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { routes, type RouteContract, type RouteName } from '@techdeck/contracts'
import { requestOf, requests } from '../../testing/requests.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let other: TestApi
let [admin, user]: TestUser[] = []
beforeAll(async () => {
  api = await startApi()
  other = await startApi(() => ({}), api.dbName)
  ;[admin, user] = [await api.user('admin'), await api.user('moderator')]
}, 60_000)
afterAll(async () => {
  await Promise.all([api?.close(), other?.close()])
})

const set = (method: 'PUT' | 'DELETE', who: TestUser, payload?: object) =>
  api.inject({ method, url: '/api/v1/maintenance', headers: who.headers, ...(payload && { payload }) })
const BEGINS = (Object.keys(routes) as RouteName[]).filter((name) => (routes[name] as RouteContract).begins)
const ask = async (on: TestApi, name: RouteName) => {
  const parts = await requests[name]({ api: on, owner: user, caller: user })
  return on.inject({ ...requestOf(name, parts), headers: { ...parts.headers, ...user.headers } })
}

describe('maintenance', () => {
  it('is for administrators to begin and to end, and both are written down', async () => {
    expect((await set('PUT', user, {})).status).toBe(403)
    expect((await set('PUT', admin, { message: 'A disk is changed until six.' })).body.data).toMatchObject({
      message: 'A disk is changed until six.',
      by: admin.id,
    })
    const { items } = await api.deps.audit.search({ workspaceId: 'default', operation: 'maintenance.begin' }, null, 10)
    expect(items[0]).toMatchObject({ userId: admin.id })
  })

  it('lets no run and no upload begin on any instance, and says why and when to ask again', async () => {
    expect(BEGINS.length).toBeGreaterThan(5)
    for (const name of BEGINS) {
      const { status, body, headers } = await ask(other, name)
      expect([name, status, body.error_code]).toEqual([name, 503, 'RESOURCE_UNAVAILABLE'])
      expect(body).toMatchObject({ user_message: 'A disk is changed until six.', recoverable: true, retry_after: 60 })
      expect([body.details.reason, headers['retry-after']]).toEqual(['maintenance', '60'])
    }
  })

  it('leaves all else as it is: runs are read and cancelled, uploads that were begun come to their end', async () => {
    for (const name of ['getPipeline', 'cancelPipeline', 'listDatasets', 'appendUpload'] as const)
      expect((await ask(other, name)).status).toBe(routes[name].status)
  })

  it('shows to everybody, in readiness too', async () => {
    const shown = await api.inject({ method: 'GET', url: '/api/v1/maintenance', headers: user.headers })
    expect(shown.body.data.message).toBe('A disk is changed until six.')
    const { body } = await api.inject({ method: 'GET', url: '/api/v1/ready' })
    expect(body.data).toMatchObject({ status: 'ready', maintenance: { message: 'A disk is changed until six.' } })
  })

  it('keeps its beginning when something else is said of it, and is over at once', async () => {
    const before = (await set('PUT', admin, { message: 'Until seven.' })).body.data.since
    expect((await set('PUT', admin, { message: 'Until eight.' })).body.data.since).toBe(before)
    expect((await set('DELETE', admin)).body.data).toEqual({ ended: true })
    expect((await set('DELETE', admin)).body.data).toEqual({ ended: false })
    for (const name of ['executePipeline', 'uploadDataset'] as const)
      expect((await ask(other, name)).status).toBe(routes[name].status)
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE, AGENT_PERMISSIONS } from '@techdeck/contracts'
import { apiTokenOf } from '../../testing/api-token.ts'
import { soon } from '../../testing/sign-in.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
let other: TestApi
beforeAll(async () => {
  api = await startApi()
  other = await startApi(() => ({}), api.dbName)
}, 60_000)
afterAll(async () => {
  await api?.close()
  await other?.close()
})

type Headed = Pick<TestUser, 'headers'>
const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, as: Headed, payload?: object, on = api) =>
  on.inject({ method, url: `/api/v1${path}`, headers: as.headers, ...(payload && { payload }) })
const make = async (as: Headed, payload: object) => (await ask('POST', '/auth/tokens', as, payload)).body
const headed = (text: string) => ({ headers: { authorization: `Bearer ${text}` } })
const me = async (text: string, on = api) => (await ask('GET', '/auth/me', headed(text), undefined, on)).body
const reasonOf = async (text: string, on = api) => (await me(text, on)).details?.reason

describe('an API token', () => {
  it('is shown once, kept as a hash, and does what its scopes say', async () => {
    const user = await api.user()
    const scopes = ['dataset:read', 'pipeline:read']
    const { data } = await make(user, { name: ' nightly ', scopes, expires_in_days: 7 })
    expect(data).toMatchObject({ name: 'nightly', kind: 'personal', scopes, last_used_at: null })
    expect(data.token).toMatch(/^td_[\w-]{43}$/)
    expect(Date.parse(data.expires_at) - Date.parse(data.created_at)).toBe(7 * 86_400_000)
    expect(JSON.stringify(await api.store.apiTokens.get(data.id))).not.toContain(data.token)

    const token = headed(data.token)
    expect((await me(data.token)).data).toMatchObject({
      user_id: user.id,
      permissions: scopes,
      session_id: null,
      token: { id: data.id, kind: 'personal' },
    })
    expect((await ask('GET', '/datasets', token)).status).toBe(200)
    const { id } = await api.dataset(user.id)
    expect((await ask('POST', '/pipeline/execute', token, { dataset_ids: [id] })).status).toBe(403)
    await soon(async () => {
      const [listed] = (await ask('GET', '/auth/tokens', user)).body.data
      expect(listed).toMatchObject({ id: data.id, last_used_at: expect.any(String) })
      expect(listed).not.toHaveProperty('token')
    })
  })

  it('is good for no more than its owner’s role allows, then and later', async () => {
    const [user, admin] = [await api.user('moderator'), await api.user('admin')]
    const refused = await make(await api.user(), { name: 'a', scopes: ['dataset:read:any', 'dataset:read'] })
    expect(refused.details).toEqual([
      expect.objectContaining({ path: 'scopes', problem: 'not allowed: dataset:read:any' }),
    ])
    const { data } = await make(user, { name: 'a', scopes: ['dataset:read', 'dataset:read:any'] })
    const { id } = await api.dataset(admin.id)
    const read = async () => (await ask('GET', `/datasets/${id}`, headed(data.token))).status
    expect(await read()).toBe(200)
    const change = { method: 'PATCH' as const, url: `/api/v1/users/${user.id}`, payload: { role: 'user' } }
    await api.inject({ ...change, headers: admin.headers })
    await soon(async () => expect(await read()).toBe(404))
  })

  it('stops working on every instance within a second when it is revoked, by its owner or an administrator', async () => {
    const [user, admin, stranger] = [await api.user(), await api.user('admin'), await api.user()]
    for (const [by, revoker] of [
      ['owner', user],
      ['administrator', admin],
    ] as const) {
      const { data } = await make(user, { name: by })
      expect([(await me(data.token)).success, (await me(data.token, other)).success]).toEqual([true, true])
      expect((await ask('DELETE', `/auth/tokens/${data.id}`, stranger)).status).toBe(404)
      expect((await ask('DELETE', `/auth/tokens/${data.id}`, revoker)).body.data).toEqual({ revoked: true })
      for (const each of [api, other])
        await soon(async () => expect(await reasonOf(data.token, each)).toBe('token_invalid'))
      expect((await ask('DELETE', `/auth/tokens/${data.id}`, user)).status).toBe(404)
    }
    expect((await ask('GET', `/auth/tokens?user_id=${user.id}`, admin)).body.data).toEqual([])
  })

  it('has an end, and is none when it is made up', async () => {
    const user = await api.user()
    const { text } = await apiTokenOf(api, user.id, { expiresAt: new Date(Date.now() - 1) })
    expect(await reasonOf(text)).toBe('token_expired')
    expect(await reasonOf(`td_${'x'.repeat(43)}`)).toBe('token_invalid')
    expect(await reasonOf('td_short')).toBe('token_invalid')
    expect((await make(user, { name: 'a', expires_in_days: 366 })).error_code).toBe('VALIDATION_ERROR')
  })

  it('cannot make others, sign anybody in, or touch the account', async () => {
    const user = await api.user('admin')
    const token = await apiTokenOf(api, user.id)
    const asked = [
      ['POST', '/auth/tokens', { name: 'a' }],
      ['POST', '/auth/links', undefined],
      ['POST', '/auth/password', { current_password: 'a', new_password: 'correct horse battery' }],
      ['DELETE', '/auth/sessions', undefined],
      ['POST', '/queues/pass', undefined],
    ] as const
    for (const [method, path, payload] of asked)
      expect([path, (await ask(method, path, token, payload)).status]).toEqual([path, 403])
  })

  it('opens a socket or a download for as long as it is good itself', async () => {
    const user = await api.user()
    const { id, headers } = await apiTokenOf(api, user.id, { scopes: ['dataset:read'] })
    const { body } = await ask('POST', '/ws/tickets', { headers })
    const grant = await api.deps.tickets.redeem(body.data.ticket)
    expect(grant).toEqual({ userId: user.id, sessionId: null, tokenId: id, permissions: ['dataset:read'] })
  })
})

describe('a token of an agent', () => {
  it('gets what the main job needs, and nothing that a person has to answer for', async () => {
    const admin = await api.user('admin')
    const { data } = await make(admin, { name: 'claude', kind: 'agent' })
    expect(data).toMatchObject({ kind: 'agent', scopes: [...AGENT_PERMISSIONS] })
    expect((await make(admin, { name: 'a', kind: 'agent', scopes: ['identity:reveal'] })).error_code).toBe(
      'VALIDATION_ERROR',
    )
    expect((await me(data.token)).data.token).toEqual({ id: data.id, kind: 'agent' })
  })

  it('is told apart from its owner in every audit record', async () => {
    const user = await api.user()
    const [agent, personal] = [await apiTokenOf(api, user.id, { kind: 'agent' }), await apiTokenOf(api, user.id)]
    const { id } = await api.dataset(user.id)
    for (const by of [agent, personal, user]) await ask('GET', `/datasets/${id}`, by)
    const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, dataId: id }, null, 10)
    const marks = items.map(({ userId, details: { agent: isAgent, token_id } }) => ({ userId, isAgent, token_id }))
    expect(marks).toEqual([
      { userId: user.id, isAgent: undefined, token_id: undefined },
      { userId: user.id, isAgent: undefined, token_id: personal.id },
      { userId: user.id, isAgent: true, token_id: agent.id },
    ])
  })
})

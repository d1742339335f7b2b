import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { member, PASSWORD, signIn, soon } from '../../testing/sign-in.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

const CHOSEN = 'a password of my own'
let api: TestApi
let admin: TestUser
beforeAll(async () => {
  api = await startApi(({ settings }) => ({ settings: { ...settings, webUrl: 'https://techdeck.example' } }))
  admin = await member(api, 'admin')
}, 60_000)
afterAll(() => api?.close())

const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object, as?: TestUser) =>
  api.inject({ method, url: `/api/v1${path}`, ...(payload && { payload }), ...(as && { headers: as.headers }) })
const asAdmin = (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object) => ask(method, path, payload, admin)
const login = async (email: string, password: string) => {
  const { status, body } = await ask('POST', '/auth/login', { email, password, client: 'cli' })
  return status === 200 ? body.data : body.details.reason
}
const accept = (token: string, more: object = {}) =>
  ask('POST', '/auth/invitations/accept', { token, password: CHOSEN, ...more })
const show = (token: string) => ask('POST', '/auth/invitations/show', { token })
const tokenOf = (url: string) => /^https:\/\/techdeck\.example\/invite#([\w-]{43})$/.exec(url)?.[1] ?? ''
const operations = async (userId: string) => {
  const found = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, userId }, null, 50)
  return found.items.map(({ operation, dataId, details }) => ({ operation, dataId, details }))
}

async function invited(role = 'user') {
  const email = `${newId()}@example.org`
  const { status, body } = await asAdmin('POST', '/users', { email, role })
  expect(status).toBe(201)
  return { ...body.data, email, token: tokenOf(body.data.invitation.url) }
}

describe('an invitation', () => {
  it('is a link whose token no server sees, by which a new user sets a password once', async () => {
    const { id, email, token, invitation, has_password } = await invited('moderator')
    expect([token.length, invitation.url.includes('?'), has_password]).toEqual([43, false, false])
    expect(await login(email, 'correct horse battery staple')).toBe('credentials_invalid')
    expect((await show(token)).body.data).toEqual({ purpose: 'invite', email, expires_at: invitation.expires_at })

    const answers = await Promise.all([accept(token), accept(token), accept(token)])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404])
    expect((await login(email, CHOSEN)).user).toMatchObject({ id, email, role: 'moderator' })
    expect((await show(token)).status).toBe(404)
    expect(await operations(id)).toMatchObject([
      { operation: 'auth.login' },
      { operation: 'auth.password_set', details: { purpose: 'invite' } },
      { operation: 'auth.login_failed' },
    ])
    expect(api.logs.join('')).not.toContain(token)
  })

  it('is void once there is a newer one, the user is disabled, or it has expired', async () => {
    const first = await invited()
    const again = await asAdmin('POST', `/users/${first.id}/reset`)
    expect((await accept(first.token)).status).toBe(404)
    const token = tokenOf(again.body.data.url)
    expect((await show(token)).body.data.purpose).toBe('invite')
    await asAdmin('PATCH', `/users/${first.id}`, { is_active: false })
    expect((await accept(token)).status).toBe(404)
    await asAdmin('PATCH', `/users/${first.id}`, { is_active: true })
    expect((await accept(token)).status).toBe(404)
    const late = await invited()
    const clock = { now: () => new Date(Date.now() + 73 * 3_600_000) }
    const later = await startApi(() => ({ clock }), api.dbName)
    const url = '/api/v1/auth/invitations/show'
    expect((await later.inject({ method: 'POST', url, payload: { token: late.token } })).status).toBe(404)
    await later.close()
  })

  it('asks for a password that is long, and not the e-mail address', async () => {
    const { token, email } = await invited()
    expect((await accept(token, { password: 'short' })).body.details).toEqual([
      { path: 'password', problem: 'too small: at least 8 characters' },
    ])
    expect((await accept(token, { password: email })).status).toBe(400)
    expect((await accept(token, { email })).body.details[0].path).toBe('email')
    expect((await accept(token)).status).toBe(200)
  })
})

describe('users', () => {
  it('are listed, found by address, shown and changed by administrators', async () => {
    const { id, email } = await invited()
    const [newest] = (await asAdmin('GET', '/users?limit=1')).body.data
    expect(newest).toMatchObject({ id, email, role: 'user', is_active: true, has_password: false, last_login: null })
    expect(newest).not.toHaveProperty('password_hash')
    const found = await asAdmin('GET', `/users?email=${encodeURIComponent(email.toUpperCase())}`)
    expect(found.body.data).toEqual([newest])
    expect((await asAdmin('GET', '/users?email=nobody@example.org')).body.data).toEqual([])
    expect((await asAdmin('GET', `/users/${id}`)).body.data).toEqual(newest)
    const changed = await asAdmin('PATCH', `/users/${id}`, { role: 'moderator', email: `other.${email}` })
    expect(changed.body.data).toMatchObject({ role: 'moderator', email: `other.${email}` })
    const updates = (await operations(admin.id)).filter(({ dataId }) => dataId === id)
    expect(updates.map(({ operation }) => operation)).toEqual(['user.update', 'user.read', 'user.create'])
    expect(updates[0].details).toMatchObject({ role: 'moderator', email_changed: true })
    expect(JSON.stringify(updates)).not.toContain('@')
    const taken = await asAdmin('PATCH', `/users/${id}`, { email: admin.email })
    expect([taken.status, taken.body.message]).toEqual([409, 'The e-mail address is taken.'])
    expect((await asAdmin('PATCH', `/users/${id}`, {})).status).toBe(400)
  })

  it('keep an administrator who can sign in', async () => {
    const change = (id: string, payload: object) => asAdmin('PATCH', `/users/${id}`, payload)
    expect((await change(admin.id, { role: 'user' })).body.error_code).toBe('CONFLICT')
    expect((await change(admin.id, { is_active: false })).status).toBe(409)
    const second = await member(api, 'admin')
    expect((await change(second.id, { is_active: false })).status).toBe(200)
    expect((await change(admin.id, { role: 'user' })).status).toBe(409)
  })

  it('keep one also when two take each other’s role at the same time', async () => {
    const fresh = await startApi()
    const [one, two] = [await member(fresh, 'admin'), await member(fresh, 'admin')]
    const demote = ({ headers }: TestUser, { id }: TestUser) =>
      fresh.inject({ method: 'PATCH', url: `/api/v1/users/${id}`, payload: { role: 'user' }, headers })
    await Promise.all([demote(one, two), demote(two, one)])
    const left = await fresh.store.users.ofRole(DEFAULT_WORKSPACE, 'admin')
    expect(left.length).toBeGreaterThan(0)
    await fresh.close()
  })

  it('cannot sign in when they are disabled, and their attempt is recorded', async () => {
    const { id, email } = await member(api)
    await asAdmin('PATCH', `/users/${id}`, { is_active: false })
    expect(await login(email, PASSWORD)).toBe('user_inactive')
    expect(await operations(id)).toMatchObject([{ operation: 'auth.login_failed' }])
  })
})

describe('a password', () => {
  it('is changed by who knows it, and then the other sessions end', async () => {
    const { id, email } = await member(api)
    const [here, there] = [await signIn(api, email), await signIn(api, email, 'web')]
    const change = (current_password: string, new_password: string) =>
      ask('POST', '/auth/password', { current_password, new_password }, { id, email, ...here })
    expect((await change('wrong', CHOSEN)).body.details).toEqual([{ path: 'current_password', problem: 'wrong' }])
    expect((await change(PASSWORD, 'short')).status).toBe(400)
    expect((await change(PASSWORD, email)).status).toBe(400)
    expect((await change(PASSWORD, CHOSEN)).body.data).toEqual({ ended: 1 })
    const me = async ({ headers }: typeof here) => (await api.inject({ url: '/api/v1/auth/me', headers })).status
    expect(await me(here)).toBe(200)
    await soon(async () => expect(await me(there)).toBe(401))
    expect(await login(email, PASSWORD)).toBe('credentials_invalid')
    expect((await login(email, CHOSEN)).user.id).toBe(id)
    const tries = await Promise.all(Array.from({ length: 12 }, () => change('guess that is wrong', CHOSEN)))
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(7)
    expect((await operations(id)).map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['auth.password_change', 'auth.reauthentication_failed']),
    )
  })

  it('is reset by a link of an administrator, which ends all sessions', async () => {
    const { id, email } = await member(api)
    const session = await signIn(api, email)
    const { body } = await asAdmin('POST', `/users/${id}/reset`)
    const token = tokenOf(body.data.url)
    expect((await show(token)).body.data).toMatchObject({ purpose: 'reset', email })
    expect((await login(email, PASSWORD)).user.id).toBe(id)
    expect((await accept(token)).status).toBe(200)
    expect(await login(email, PASSWORD)).toBe('credentials_invalid')
    const refreshed = await ask('POST', '/auth/refresh', { refresh_token: session.refreshToken })
    expect(refreshed.body.details.reason).toBe('session_ended')
  })

  it('that is forgotten is answered alike for every address, and shown to administrators', async () => {
    const { id, email } = await member(api)
    const request = (address: string) => ask('POST', '/auth/password/reset', { email: address })
    const [known, unknown] = [await request(email), await request('nobody@example.org')]
    expect([known.status, unknown.status]).toEqual([202, 202])
    expect(known.body).toEqual(unknown.body)
    const wish = async () => (await asAdmin('GET', `/users/${id}`)).body.data.reset_requested_at
    await soon(async () => expect(await wish()).toEqual(expect.any(String)))
    const { body } = await asAdmin('POST', `/users/${id}/reset`)
    await accept(tokenOf(body.data.url))
    expect(await wish()).toBeNull()
  })
})

describe('sessions', () => {
  it('are listed to their user, and ended one by one, or all others, or all', async () => {
    const { id, email } = await member(api)
    const [first, second, third] = [await signIn(api, email), await signIn(api, email, 'web'), await signIn(api, email)]
    const as = { id, email, ...first }
    const listed = async () => {
      const { body } = await ask('GET', '/auth/sessions', undefined, as)
      return body.data.map((session: any) => [session.id, session.client, session.current])
    }
    expect(await listed()).toEqual([
      [third.sessionId, 'cli', false],
      [second.sessionId, 'web', false],
      [first.sessionId, 'cli', true],
    ])
    expect((await ask('DELETE', `/auth/sessions/${second.sessionId}`, undefined, as)).body.data).toEqual({ ended: 1 })
    expect((await ask('DELETE', `/auth/sessions/${second.sessionId}`, undefined, as)).status).toBe(404)
    expect((await ask('DELETE', '/auth/sessions?keep=current', undefined, as)).body.data).toEqual({ ended: 1 })
    expect(await listed()).toEqual([[first.sessionId, 'cli', true]])
    expect((await ask('DELETE', '/auth/sessions', undefined, as)).body.data).toEqual({ ended: 1 })
    await soon(async () => expect((await ask('GET', '/auth/me', undefined, as)).status).toBe(401))
  })

  it('of others are listed and ended by administrators', async () => {
    const { id, email } = await member(api)
    const { sessionId } = await signIn(api, email)
    const path = `/auth/sessions?user_id=${id}`
    const { body } = await asAdmin('GET', path)
    expect(body.data).toMatchObject([{ id: sessionId, current: false, user_agent: expect.any(String) }])
    const moderator = await api.user('moderator')
    expect((await ask('GET', path, undefined, moderator)).status).toBe(404)
    expect((await ask('DELETE', `/auth/sessions/${sessionId}`, undefined, admin)).body.data).toEqual({ ended: 1 })
    expect((await asAdmin('GET', path)).body.data).toEqual([])
  })
})

describe('the first administrator', () => {
  it('makes themselves by a one-time link, where there is none who can sign in', async () => {
    const fresh = await startApi()
    const local = await fresh.user('admin')
    const post = (path: string, payload?: object, headers: Record<string, string> = local.headers) =>
      fresh.inject({ method: 'POST', url: `/api/v1${path}`, ...(payload && { payload }), headers })
    const links = [await post('/users/setup'), await post('/users/setup')].map(({ body }) => body.data.url)
    const [first, token] = links.map((url: string) => url.split('#')[1])
    expect(links[1]).toMatch(/^http:\/\/localhost:80\/invite#|^http:\/\/localhost\/invite#/)
    const setUp = (more: object, link = token) =>
      post('/auth/invitations/accept', { token: link, password: CHOSEN, ...more }, {})
    expect((await post('/auth/invitations/show', { token }, {})).body.data).toMatchObject({
      purpose: 'setup',
      email: null,
    })
    expect((await setUp({ email: 'a@example.org' }, first)).status).toBe(404)
    expect((await setUp({})).body.details).toEqual([{ path: 'email', problem: 'missing' }])
    expect((await setUp({ email: 'not one' })).status).toBe(400)
    expect((await setUp({ email: 'a@example.org' })).body.data).toMatchObject({ role: 'admin', email: 'a@example.org' })
    expect((await setUp({ email: 'b@example.org' })).status).toBe(404)
    expect((await post('/users/setup')).body.error_code).toBe('CONFLICT')
    await fresh.close()
  })
})

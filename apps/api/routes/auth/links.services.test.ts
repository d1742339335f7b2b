import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { member, signIn } from '../../testing/sign-in.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
}, 60_000)
afterAll(() => api?.close())

const make = (headers: Record<string, string>) => api.inject({ method: 'POST', url: '/api/v1/auth/links', headers })
const use = (token: string) => api.inject({ method: 'POST', url: '/api/v1/auth/links/use', payload: { token } })
const tokenOf = (url: string) => url.slice(url.indexOf('#') + 1)

describe('a sign-in link', () => {
  it('signs a browser in as whoever made it, once', async () => {
    const user = await api.user('admin')
    const { status, body } = await make(user.headers)
    expect([status, body.data.url]).toEqual([201, expect.stringMatching(/\/sign-in#[\w-]{43}$/)])
    const [first, second] = await Promise.all([use(tokenOf(body.data.url)), use(tokenOf(body.data.url))])
    const [used, refused] = first.status === 200 ? [first, second] : [second, first]
    expect([used.status, refused.status]).toEqual([200, 404])
    expect(used.body.data).toMatchObject({ token_type: 'Bearer', user: { id: user.id } })
    expect(used.body.data.refresh_token).toBeUndefined()
    expect(used.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict/)
    const [session] = await api.store.sessions.ofUser(user.id, new Date())
    expect(session).toMatchObject({ client: 'web' })
  })

  it('is not made by a session, which could outlive itself by it', async () => {
    const { email } = await member(api, 'admin')
    const { headers } = await signIn(api, email)
    const { status, body } = await make(headers)
    expect([status, body.user_message]).toEqual([403, expect.stringContaining('./techdeck up')])
  })

  it('sets no password, and is none of the links that do', async () => {
    const { body } = await make((await api.user('admin')).headers)
    const token = tokenOf(body.data.url)
    const accept = { method: 'POST' as const, url: '/api/v1/auth/invitations/accept' }
    const { status } = await api.inject({ ...accept, payload: { token, password: 'correct horse battery' } })
    expect(status).toBe(404)
    expect(api.logs.join('')).not.toContain(token)
  })

  it('lets nobody in whose account was disabled since', async () => {
    const user = await api.user('admin')
    const { body } = await make(user.headers)
    await api.store.users.update(user.id, { isActive: false })
    expect(await use(tokenOf(body.data.url))).toMatchObject({ status: 401 })
  })
})

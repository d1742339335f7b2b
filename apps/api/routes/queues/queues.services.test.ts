import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { member, signIn } from '../../testing/sign-in.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

const BOARD = '/admin/queues'
const host = 'localhost'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
}, 60_000)
afterAll(() => api?.close())

/** The cookies that a browser keeps of an answer. */
const kept = (headers: Record<string, any>) =>
  (headers['set-cookie'] as string[]).map((cookie) => cookie.split(';')[0]).join('; ')

async function pass() {
  const { email, id } = await member(api, 'admin')
  const { headers, sessionId } = await signIn(api, email, 'web')
  const answer = await api.inject({ method: 'POST', url: '/api/v1/queues/pass', headers: { ...headers, host } })
  return { id, bearer: headers, sessionId, answer, cookie: kept(answer.headers) }
}

describe('the board of the queues', () => {
  it('opens with a pass, which goes as a cookie to the board alone and is in the audit log', async () => {
    const { answer, cookie, id, sessionId } = await pass()
    expect(answer.body.data).toEqual({ url: BOARD, expires_in: 3600 })
    expect(answer.text).not.toContain(cookie.split(/[=;]/)[1])
    for (const each of answer.headers['set-cookie']) expect(each).toMatch(/Path=\/admin\/queues; .*SameSite=Strict/)
    const page = await api.inject({ url: BOARD, headers: { host, cookie } })
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    const { items } = await api.deps.audit.search({ workspaceId: 'default', userId: id }, null, 10)
    expect(items.map(({ operation }) => operation)).toEqual(['queues.open', 'auth.login'])
    expect(JSON.stringify(items)).not.toContain(cookie.split(/[=;]/)[1])
    expect(sessionId).toBeTruthy()
  })

  it('closes as soon as its caller signs out', async () => {
    const { bearer, cookie } = await pass()
    await api.inject({ method: 'POST', url: '/api/v1/auth/logout', headers: bearer })
    const page = await api.inject({ url: BOARD, headers: { host, cookie } })
    expect([page.status, page.text.includes('href="/"')]).toEqual([401, true])
  })

  it('does not open by a bearer token, nor any other route by a pass', async () => {
    const { bearer, cookie } = await pass()
    expect((await api.inject({ url: BOARD, headers: { ...bearer, host } })).status).toBe(401)
    expect((await api.inject({ url: '/api/v1/users', headers: { host, cookie } })).status).toBe(401)
  })

  it('leaves the API as it is: its answers run nothing, and its document does not tell of the board', async () => {
    const { headers, text } = await api.inject({ url: '/api/v1/openapi.json' })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).not.toContain('script-src')
    expect(text).not.toContain(BOARD)
  })
})

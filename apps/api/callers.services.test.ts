import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE, type Execution } from '@techdeck/contracts'
import { createLogger } from '@techdeck/core'
import { RedisAccessCache, RedisEventBus, RedisThrottle, connectFailFast } from '@techdeck/redis'
import { member, signIn, soon, type SignedIn } from './testing/sign-in.ts'
import { startApi, type TestApi } from './testing/start-api.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
let api: TestApi
/** Another instance over the same stores. */
let other: TestApi
/** One that no message reaches. */
let deaf: TestApi
let url: string
/** How far the clock of both is ahead. */
let ahead = 0
beforeAll(async () => {
  const clock = { now: () => new Date(Date.now() + ahead) }
  api = await startApi(() => ({ clock }))
  other = await startApi(() => ({ clock }), api.dbName)
  deaf = await startApi(() => ({ clock, accessChanges: { subscribeAccess: async () => () => {} } }), api.dbName)
  url = await other.app.listen({ host: '127.0.0.1', port: 0 })
}, 60_000)
afterAll(async () => {
  for (const each of [api, other, deaf]) await each?.close()
})

const me = async ({ headers }: Pick<SignedIn, 'headers'>, at = other) => {
  const { status, body } = await at.inject({ url: '/api/v1/auth/me', headers })
  return status === 200 ? body.data.role : body.details.reason
}
const refresh = (refreshToken: string, active: boolean) =>
  api.inject({ method: 'POST', url: '/api/v1/auth/refresh', payload: { refresh_token: refreshToken, active } })
const change = async (id: string, payload: object) =>
  api.inject({
    method: 'PATCH',
    url: `/api/v1/users/${id}`,
    payload,
    headers: (await api.user('admin')).headers,
  })

/** Opens a live stream of an execution that never ends by itself. */
async function watch({ headers }: Pick<SignedIn, 'headers'>, { id }: Execution, at = url) {
  const response = await fetch(`${at}/api/v1/pipeline/${id}/events`, {
    headers: { ...headers, accept: 'text/event-stream' },
  })
  let open = true
  const ended = (async () => {
    for await (const _ of response.body!) void _
    open = false
  })()
  return { isOpen: () => open, ended, status: response.status }
}
const someExecution = async (ownerId: string) => api.execution(ownerId, [await api.dataset(ownerId)])

describe('a change of what somebody may do', () => {
  it('is known to every other instance within a second, and disabling ends all sessions', async () => {
    const { id, email } = await member(api, 'moderator')
    const session = await signIn(api, email)
    expect(await me(session)).toBe('moderator')
    expect(await me(session, deaf)).toBe('moderator')
    await change(id, { role: 'user' })
    await soon(async () => expect(await me(session)).toBe('user'))
    // Whoever does not hear of it knows it a second later.
    ahead += 1000
    expect(await me(session, deaf)).toBe('user')
    await change(id, { is_active: false })
    await soon(async () => expect(await me(session)).toBe('user_inactive'))
    await change(id, { is_active: true })
    await soon(async () => expect(await me(session)).toBe('session_ended'))
    expect((await refresh(session.refreshToken, true)).status).toBe(401)
  })

  it('ends what stays open', async () => {
    const owner = await api.user()
    const execution = await someExecution(owner.id)
    const moderator = await member(api, 'moderator')
    const watching = await watch(await signIn(api, moderator.email), execution)
    expect(watching.status).toBe(200)
    await change(moderator.id, { role: 'user' })
    await watching.ended
    const own = await watch(owner, execution)
    await change(owner.id, { is_active: false })
    await own.ended
    expect(own.isOpen()).toBe(false)
  })
})

describe('a session', () => {
  it('of a browser ends when nobody does anything, even while its page is open and asks', async () => {
    const { id, email } = await member(api)
    const session = await signIn(api, email, 'web')
    const watching = await watch(session, await someExecution(id))
    ahead += 20 * MINUTE_MS
    expect(await me(session)).toBe('user')
    const { headers } = await api.inject({
      method: 'POST',
      url: '/api/v1/auth/refresh',
      payload: { active: false },
      headers: { cookie: `techdeck_refresh=${session.refreshToken}`, 'x-techdeck-client': 'web', host: 'localhost' },
    })
    expect(headers['set-cookie']).toContain('techdeck_refresh=')
    ahead += 11 * MINUTE_MS
    expect(await me(session)).toBe('session_ended')
    await watching.ended
    expect(watching.isOpen()).toBe(false)
  })

  it('of a browser goes on while somebody does something, and not for longer than its time', async () => {
    const { email } = await member(api)
    const session = await signIn(api, email, 'web')
    let token = session.refreshToken
    for (let round = 0; round < 28; round++) {
      ahead += 25 * MINUTE_MS
      const { status, body } = await refresh(token, true)
      expect(status).toBe(200)
      token = body.data.refresh_token
    }
    expect(await me(session)).toBe('user')
    ahead += 25 * MINUTE_MS
    expect((await refresh(token, true)).status).toBe(401)
    expect(await me(session)).toBe('session_ended')
  })

  it('of a terminal goes on while it asks, or watches', async () => {
    const { id, email } = await member(api)
    const session = await signIn(api, email)
    const seen = () => soon(async () => expect(await idleFor(session)).toBeLessThan(MINUTE_MS))
    ahead += 11 * HOUR_MS
    expect(await me(session)).toBe('user')
    await seen()
    const watching = await watch(session, await someExecution(id))
    for (let round = 0; round < 2; round++) {
      ahead += 11 * HOUR_MS
      await seen()
    }
    expect(watching.isOpen()).toBe(true)
    ahead += 30 * 24 * HOUR_MS
    await watching.ended
    expect(await me(session)).toBe('session_ended')
  })
})

async function idleFor({ sessionId }: SignedIn): Promise<number> {
  const now = new Date(Date.now() + ahead)
  const session = await api.store.sessions.live(sessionId, now)
  return now.getTime() - session!.lastActiveAt.getTime()
}

describe('a stream of a run that becomes somebody else’s', () => {
  it('ends within ten seconds where no message says so', async () => {
    const { id, email } = await member(api)
    const run = await someExecution(id)
    const watching = await watch(await signIn(api, email), run, await deaf.app.listen({ host: '127.0.0.1', port: 0 }))
    await api.store.executions.transfer(run.id, DEFAULT_WORKSPACE, [(await member(api)).id])
    await watching.ended
    expect([watching.status, watching.isOpen()]).toEqual([200, false])
  }, 20_000)
})

describe('without Redis', () => {
  it('nobody is signed out, and who has to be is', async () => {
    const { id, email } = await member(api)
    const session = await signIn(api, email)
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    gone.close()
    const redis = connectFailFast(`redis://127.0.0.1:${port}`, createLogger('test', { level: 'silent' }))
    const lost = await startApi(
      () => ({
        accessCache: new RedisAccessCache(redis),
        accessChanges: new RedisEventBus(redis),
        throttle: new RedisThrottle(redis),
        limits: redis,
      }),
      api.dbName,
    )
    expect(await me(session, lost)).toBe('user')
    const { headers } = await signIn(lost, email)
    expect(await me({ headers }, lost)).toBe('user')
    const admin = await lost.user('admin')
    const payload = { is_active: false }
    await lost.inject({ method: 'PATCH', url: `/api/v1/users/${id}`, payload, headers: admin.headers })
    await soon(async () => expect(await me(session, lost)).toBe('user_inactive'))
    await lost.close()
    redis.disconnect()
  })

  it('is forgotten by Redis, a session is still there', async () => {
    const { id, email } = await member(api)
    const session = await signIn(api, email)
    expect(await me(session)).toBe('user')
    await other.deps.accessCache.changed(id)
    expect(await me(session)).toBe('user')
  })
})

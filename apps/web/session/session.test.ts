import { describe, expect, it, jest } from '@jest/globals'
import { ApiError, ConnectionError } from '@techdeck/client'
import type { SessionView, SignedInView, UserRole } from '@techdeck/contracts'
import { Session, type SessionWorld } from './session.ts'

const MINUTE_MS = 60_000
let tokens = 0
const view = (role: UserRole = 'user'): SignedInView => ({
  access_token: `token-${++tokens}`,
  token_type: 'Bearer',
  expires_in: 600,
  user: { id: 'u', email: 'a@example.org', role, created_at: '', last_login: null, is_active: true },
})
const ended = () =>
  new ApiError(401, {
    success: false,
    error_code: 'AUTHENTICATION_ERROR',
    message: '',
    user_message: '',
    recoverable: false,
    details: { reason: 'session_ended' },
    request_id: '',
  })

/** A session in a browser that remembers, or not, that somebody was signed in. */
function house({ remembers = false, idleMinutes = 30 } = {}) {
  const memory = new Map(remembers ? [['techdeck.signed-in', '1']] : [])
  const refresh = jest.fn<SessionWorld['client']['refresh']>(async () => view())
  const logout = jest.fn<ReturnType<SessionWorld['own']>['logout']>(async () => ({ session_id: null }))
  const clock = { now: 1_000_000 }
  const current = { current: true, last_active_at: '2026-01-01T00:00:00.000Z' } as SessionView
  current.idle_at = new Date(Date.parse(current.last_active_at) + idleMinutes * MINUTE_MS).toISOString()
  const session = new Session({
    client: { refresh, login: async () => view('admin'), signInByLink: async () => view() },
    own: () => ({ logout, listSessions: async () => [current] }),
    alone: (work) => work(),
    memory: {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: (key) => void memory.delete(key),
    },
    now: () => clock.now,
  })
  return { session, refresh, logout, memory, clock }
}

describe('a session in a browser', () => {
  it('asks for nothing where nobody was signed in', async () => {
    const { session, refresh } = house()
    expect(await session.getToken({ renew: false })).toBeUndefined()
    expect(session.state).toEqual({ kind: 'signed_out', reason: 'new' })
    expect(refresh).not.toHaveBeenCalled()
  })

  it('takes up the one of the cookie, with one request for all who ask', async () => {
    const { session, refresh } = house({ remembers: true })
    const [one, two] = await Promise.all([session.getToken({ renew: false }), session.getToken({ renew: false })])
    expect([one, refresh.mock.calls.length]).toEqual([two, 1])
    expect(session.state).toMatchObject({ kind: 'signed_in', user: { id: 'u' } })
    expect(await session.getToken({ renew: false })).toBe(one)
  })

  it('renews a token that is about to expire, and one that was refused', async () => {
    const { session, clock } = house()
    await session.signIn('a@example.org', 'x')
    const first = await session.getToken({ renew: false })
    clock.now += 9 * MINUTE_MS + 50_000
    const second = await session.getToken({ renew: false })
    expect(second).not.toBe(first)
    expect(await session.getToken({ renew: true })).not.toBe(second)
  })

  it('tells the server whether anybody did something since the last time', async () => {
    const { session, refresh, clock } = house()
    await session.signInByLink('x')
    await session.renew()
    clock.now += MINUTE_MS
    session.noteActivity(clock.now)
    await session.renew()
    expect(refresh.mock.calls.map(([input]) => input?.body?.active)).toEqual([false, true])
  })

  it('is over when the server says so, and stays when the server is away', async () => {
    const { session, refresh, memory } = house()
    await session.signIn('a@example.org', 'x')
    refresh.mockRejectedValueOnce(new ConnectionError('here', null))
    await expect(session.renew()).rejects.toThrow('does not answer')
    expect(session.state.kind).toBe('signed_in')
    refresh.mockRejectedValueOnce(ended())
    expect(await session.getToken({ renew: true })).toBeUndefined()
    expect(session.state).toEqual({ kind: 'signed_out', reason: 'ended' })
    expect([...memory]).toEqual([])
  })

  it('signs out also where the server does not answer', async () => {
    const { session, logout, memory } = house()
    await session.signIn('a@example.org', 'x')
    expect(session.may('users:manage')).toBe(true)
    logout.mockRejectedValueOnce(new ConnectionError('here', null))
    await session.signOut()
    expect([session.state, session.may('users:manage'), memory.size]).toEqual([
      { kind: 'signed_out', reason: 'asked' },
      false,
      0,
    ])
  })

  it('learns how long it may be idle, and refreshes in good time for it', async () => {
    const { session, clock } = house({ idleMinutes: 6 })
    const told: string[] = []
    session.subscribe(() => told.push(session.state.kind))
    await session.signIn('a@example.org', 'x')
    await new Promise(setImmediate)
    expect(session.state).toMatchObject({ idleMs: 6 * MINUTE_MS })
    expect(session.refreshInMs).toBe(2 * MINUTE_MS)
    clock.now += 10 * MINUTE_MS
    expect(session.refreshInMs).toBe(1000)
    expect(told).toEqual(['signed_in', 'signed_in'])
  })
})

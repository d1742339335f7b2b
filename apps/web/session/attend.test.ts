import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { attend } from './attend.ts'
import { Session } from './session.ts'

const MINUTE_MS = 60_000
const SIGNED_IN = {
  access_token: 't',
  token_type: 'Bearer' as const,
  expires_in: 600,
  user: { id: 'u', email: '', role: 'user' as const, created_at: '', last_login: null, is_active: true },
}

/** One page of a browser: what it hears of its keyboard and mouse, and its session. */
let acts: EventTarget
let refresh: jest.Mock<() => Promise<typeof SIGNED_IN>>
const stops: (() => void)[] = []
function open() {
  const session = new Session({
    client: { refresh, login: async () => SIGNED_IN, signInByLink: async () => SIGNED_IN },
    own: () => ({ logout: async () => ({ session_id: null }), listSessions: async () => [] }),
    alone: (work) => work(),
    memory: { getItem: () => '1', setItem() {}, removeItem() {} },
    now: () => Date.now(),
  })
  const warned: (number | null)[] = []
  stops.push(attend(session, (left) => warned.push(left)))
  return { session, warned }
}
const heard = () =>
  new Promise((resolve) => jest.requireActual<typeof import('node:timers')>('node:timers').setTimeout(resolve, 20))

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'], now: 1_000_000 })
  acts = new EventTarget()
  refresh = jest.fn(async () => SIGNED_IN)
  Object.assign(globalThis, {
    addEventListener: acts.addEventListener.bind(acts),
    removeEventListener: acts.removeEventListener.bind(acts),
  })
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  jest.useRealTimers()
})

describe('watching over a session', () => {
  it('warns who is idle, and signs them out when they stay so', async () => {
    const { session, warned } = open()
    await session.signInByLink('x')
    await jest.advanceTimersByTimeAsync(14 * MINUTE_MS)
    expect(warned.at(-1)).toBe(60)
    acts.dispatchEvent(new Event('keydown'))
    await jest.advanceTimersByTimeAsync(1000)
    expect(warned.at(-1)).toBeNull()
    await jest.advanceTimersByTimeAsync(16 * MINUTE_MS)
    expect(session.state).toEqual({ kind: 'signed_out', reason: 'idle' })
  })

  it('refreshes while somebody is there', async () => {
    const { session } = open()
    await session.signInByLink('x')
    await jest.advanceTimersByTimeAsync(13 * MINUTE_MS)
    expect(refresh.mock.calls.length).toBeGreaterThanOrEqual(2)
    expect(session.state.kind).toBe('signed_in')
  })

  it('goes by what other pages of the browser say', async () => {
    const [one, other] = [open(), open()]
    await one.session.signInByLink('x')
    await heard()
    expect(other.session.state.kind).toBe('unknown')
    await other.session.resume()
    await heard()
    await one.session.signOut()
    await heard()
    expect(other.session.state).toEqual({ kind: 'signed_out', reason: 'asked' })
  })
})

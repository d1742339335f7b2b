import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { credentialsFile, readCredentials, writeCredentials } from '../session/credentials.ts'
import { failure, fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const AT = '2026-01-01T00:00:00.000Z'
const TOKEN = 'x'.repeat(43)
const user = (change: object = {}) => ({
  id: 'u1',
  email: 'ada@example.org',
  role: 'user',
  created_at: AT,
  last_login: null,
  is_active: true,
  has_password: true,
  reset_requested_at: null,
  ...change,
})
const link = { url: `https://techdeck.example/invite#${TOKEN}`, expires_at: AT }
const session = {
  id: 's1',
  client: 'cli',
  current: true,
  ip_address: '127.0.0.1',
  user_agent: 'node',
  created_at: AT,
  last_active_at: AT,
  idle_at: AT,
  expires_at: AT,
}

let folder: string
let api: Awaited<ReturnType<typeof fakeApi>>
let sessionEnded = false
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-users-'))
  api = await fakeApi(answer)
})
beforeEach(() => void api.asked.splice(0))
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

function answer({ method, path, body }: Asked) {
  const ok = (data: unknown) => ({ body: { success: true, data } })
  const known = [user({ reset_requested_at: AT }), user({ email: 'sam@example.org', is_active: false })]
  if (path.startsWith('/api/v1/users?email=nobody'))
    return { body: { success: true, data: [], meta: { next_cursor: null } } }
  if (path === '/api/v1/users' && method === 'POST')
    return ok(user({ ...Object(body), has_password: false, invitation: link }))
  if (path.startsWith('/api/v1/users?')) return { body: { success: true, data: known, meta: { next_cursor: null } } }
  if (path === '/api/v1/users/u1/reset') return ok(link)
  if (path === '/api/v1/users/u1') return ok(user(Object(body)))
  if (path === '/api/v1/auth/sessions' && method === 'GET') return ok([session])
  if (path.startsWith('/api/v1/auth/sessions?user_id=')) return ok([{ ...session, current: false }])
  if (path.startsWith('/api/v1/users/u1/sessions')) return ok({ ended: 2, revoked: 1 })
  if (path.startsWith('/api/v1/auth/sessions')) return ok({ ended: 2 })
  if (path === '/api/v1/auth/password') return ok({ ended: 1 })
  if (path === '/api/v1/auth/invitations/show')
    return ok({ purpose: 'reset', email: 'ada@example.org', expires_at: AT })
  if (path === '/api/v1/auth/invitations/accept') return ok(user())
  if (path === '/api/v1/auth/logout' && !sessionEnded) return ok({ session_id: 's1' })
  return { status: 401, body: failure('AUTHENTICATION_ERROR', 'Please sign in again.', { reason: 'session_ended' }) }
}

const environment = () => ({ TECHDECK_HOME: folder, TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' })
function cli(args: string[], input = '') {
  const stdin = new PassThrough()
  stdin.end(input)
  return run(args, { environment: environment(), stdin: () => stdin })
}
const sent = () => api.asked.map(({ method, path, body }) => [method, path, ...(body === undefined ? [] : [body])])

describe('techdeck users', () => {
  it('lists users with what has to be done about them', async () => {
    const { lines } = await cli(['users'])
    expect(lines).toEqual([
      expect.stringMatching(/^e-mail +role +state/),
      expect.stringMatching(/^ada@example\.org +user +asks for a reset/),
      expect.stringMatching(/^sam@example\.org +user +disabled/),
    ])
    expect((await cli(['users', '--json'])).json()[0]).toHaveLength(2)
  })

  it('adds one and prints the link, on its own line', async () => {
    const { lines, exitCode } = await cli(['users', 'add', 'eve@example.org', '--admin'])
    expect([exitCode, lines.at(-1)]).toEqual([0, `  ${link.url}`])
    expect(sent()).toEqual([['POST', '/api/v1/users', { email: 'eve@example.org', role: 'admin' }]])
    const added = await cli(['users', 'add', 'eve@example.org', '--role', 'moderator', '--json'])
    expect(added.json()).toEqual([expect.objectContaining({ role: 'moderator', invitation: link })])
    expect((await cli(['users', 'add', 'eve@example.org', '--role', 'king'])).exitCode).toBe(2)
  })

  it('changes, disables and enables one by the e-mail address', async () => {
    expect((await cli(['users', 'role', 'ada@example.org', '--role', 'admin'])).lines).toEqual([
      'ada@example.org is admin, active.',
    ])
    expect((await cli(['users', 'disable', 'ada@example.org'])).lines).toEqual(['ada@example.org is user, disabled.'])
    await cli(['users', 'enable', 'ada@example.org', '--json'])
    expect(api.asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body)).toEqual([
      { role: 'admin' },
      { is_active: false },
      { is_active: true },
    ])
    const nobody = await cli(['users', 'disable', 'nobody@example.org'])
    expect([nobody.exitCode, nobody.notes[0]]).toEqual([4, 'techdeck: There is no user nobody@example.org.'])
  })

  it('makes a link to set a new password', async () => {
    expect((await cli(['users', 'reset', 'ada@example.org'])).lines.at(-1)).toBe(`  ${link.url}`)
    expect((await cli(['users', 'reset', 'ada@example.org', '--json'])).json()).toEqual([link])
  })
})

describe('techdeck sessions', () => {
  it('lists them, and ends one, all others or all, and never by accident', async () => {
    expect((await cli(['sessions'])).lines[1]).toMatch(/^s1 +cli \(this\) +127\.0\.0\.1 +node/)
    expect((await cli(['sessions', 'end', 's1'])).lines).toEqual(['Ended 2 sessions.'])
    expect((await cli(['sessions', 'end', '--others', '--json'])).json()).toEqual([{ ended: 2 }])
    await cli(['sessions', 'end', '--all'])
    expect(sent().slice(1)).toEqual([
      ['DELETE', '/api/v1/auth/sessions/s1'],
      ['DELETE', '/api/v1/auth/sessions?keep=current'],
      ['DELETE', '/api/v1/auth/sessions'],
    ])
    for (const args of [[], ['s1', '--all'], ['--all', '--others']])
      expect((await cli(['sessions', 'end', ...args])).exitCode).toBe(2)
  })

  it('shows those of somebody else to administrators, and ends them with their tokens', async () => {
    const of = ['sessions', '--user', 'ada@example.org']
    expect((await cli(of)).lines[1]).toMatch(/^s1 +cli +127\.0\.0\.1/)
    expect((await cli([...of, 'end', '--all', '--tokens'])).lines).toEqual(['Ended 2 sessions.'])
    expect(sent().at(-1)).toEqual(['DELETE', '/api/v1/users/u1/sessions?tokens=revoke'])
    expect((await cli([...of, 'end', '--others'])).exitCode).toBe(2)
    expect((await cli(['sessions', 'end', '--all', '--tokens'])).exitCode).toBe(2)
  })
})

describe('techdeck password', () => {
  it('takes the old and the new one from standard input', async () => {
    const { lines, exitCode } = await cli(['password'], 'old one\nnew one that is long\n')
    expect([exitCode, lines]).toEqual([0, ['The password is changed; 1 other session ended.']])
    const body = { current_password: 'old one', new_password: 'new one that is long' }
    expect(sent()).toEqual([['POST', '/api/v1/auth/password', body]])
    expect((await cli(['password'], 'old one\n')).exitCode).toBe(2)
  })

  it('is set by a one-time link, whose token goes into the body alone', async () => {
    const { lines } = await cli(['password', '--link'], `${link.url}\nnew one that is long\n`)
    expect(lines).toEqual(['The password is set. Sign in: ./techdeck login ada@example.org'])
    expect(sent()).toEqual([
      ['POST', '/api/v1/auth/invitations/show', { token: TOKEN }],
      ['POST', '/api/v1/auth/invitations/accept', { token: TOKEN, password: 'new one that is long' }],
    ])
  })
})

describe('techdeck logout', () => {
  async function signedIn(api_url = api.url) {
    const access = { access_token: 'a', access_expires_at: '2999-01-01T00:00:00.000Z', refresh_token: TOKEN }
    await writeCredentials(credentialsFile(folder), { version: 1, api_url, email: 'ada@example.org', ...access })
  }
  const kept = () => readCredentials(credentialsFile(folder))

  it('ends the session and forgets the tokens', async () => {
    await signedIn()
    expect((await cli(['logout', '--json'])).json()).toEqual([{ signed_out: true, api_url: api.url }])
    expect([await kept(), api.asked[0]?.authorization]).toEqual([null, 'Bearer a'])
    expect((await cli(['logout'])).lines).toEqual(['Nobody was signed in.'])
  })

  it('forgets the tokens also when the session has ended, or the API is not there', async () => {
    await signedIn()
    sessionEnded = true
    expect((await cli(['logout'])).exitCode).toBe(0)
    sessionEnded = false
    expect(await kept()).toBeNull()
    await signedIn('http://127.0.0.1:9')
    expect((await cli(['logout'])).exitCode).toBe(5)
    expect(await kept()).toBeNull()
  })
})

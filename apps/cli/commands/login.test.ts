import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { credentialsFile, readCredentials, writeCredentials } from '../session/credentials.ts'
import { failure, fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

let folder: string
let api: Awaited<ReturnType<typeof fakeApi>>
let sessionEnded = false
/** How often a token was renewed; each gives the next one. */
let renewed = 0

const signedIn = (token: string, expires_in = 600) => ({
  success: true,
  data: {
    access_token: token,
    token_type: 'Bearer',
    expires_in,
    refresh_token: `refresh-after-${token}-0123456789`,
    user: {
      id: 'u',
      email: 'ada@example.org',
      role: 'user',
      created_at: '2026-01-01T00:00:00.000Z',
      last_login: null,
      is_active: true,
    },
  },
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-login-'))
  api = await fakeApi(({ path, body, authorization }) => {
    if (path === '/api/v1/auth/login') {
      if (!JSON.stringify(body).includes('correct horse'))
        return { status: 401, body: failure('AUTHENTICATION_ERROR', 'The e-mail address or the password is wrong.') }
      return { body: signedIn('first') }
    }
    if (path === '/api/v1/auth/refresh') {
      if (sessionEnded)
        return {
          status: 401,
          body: failure('AUTHENTICATION_ERROR', 'Please sign in again.', { reason: 'session_ended' }),
        }
      return { body: signedIn(`renewed-${++renewed}`) }
    }
    if (authorization === 'Bearer revoked')
      return { status: 401, body: failure('AUTHENTICATION_ERROR', 'Expired.', { reason: 'token_expired' }) }
    return { body: { success: true, data: [], meta: { next_cursor: null } } }
  })
})
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

let homes = 0
const newHome = () => join(folder, String(homes++))
const cli = (home: string, args: string[], input = '') => {
  const stdin = new PassThrough()
  stdin.end(input)
  return run(args, {
    environment: { TECHDECK_HOME: home, TECHDECK_API_URL: api.url },
    stdin: () => stdin,
  })
}
/** Signs in and sets what is kept of it. */
async function signIn(change: { access_token?: string; access_expires_at?: string } = {}): Promise<string> {
  const home = newHome()
  await cli(home, ['login', 'ada@example.org'], 'correct horse\n')
  const kept = await readCredentials(credentialsFile(home))
  await writeCredentials(credentialsFile(home), { ...kept!, ...change })
  return home
}
const expired = { access_expires_at: '2026-01-01T00:00:00.000Z' }
const lastAuthorization = () => api.asked.findLast(({ path }) => path.startsWith('/api/v1/datasets'))?.authorization

describe('techdeck login', () => {
  it('takes the password from standard input and keeps tokens, not the password, for the owner alone', async () => {
    const home = newHome()
    const { exitCode, json } = await cli(home, ['login', 'ada@example.org', '--json'], 'correct horse\nmore')
    expect([exitCode, json()]).toEqual([0, [expect.objectContaining({ email: 'ada@example.org', role: 'user' })]])
    expect((await stat(credentialsFile(home))).mode & 0o777).toBe(0o600)
    const text = await readFile(credentialsFile(home), 'utf8')
    expect(text).toContain('"access_token": "first"')
    expect(text).not.toContain('horse')
  })

  it('ends with code 3, and keeps nothing, when the password is wrong', async () => {
    const home = newHome()
    const { exitCode, notes } = await cli(home, ['login', 'ada@example.org'], 'wrong\n')
    expect(exitCode).toBe(3)
    expect(notes).toEqual(['techdeck: The e-mail address or the password is wrong.', '  request request-1'])
    expect(await readCredentials(credentialsFile(home))).toBeNull()
  })

  it('has no option for a password, and asks for nothing where there is no terminal', async () => {
    expect((await cli(newHome(), ['login', 'ada@example.org', '--password', 'x'])).exitCode).toBe(2)
    expect((await cli(newHome(), ['login', 'ada@example.org'])).exitCode).toBe(2)
    expect((await cli(newHome(), ['login'])).exitCode).toBe(2)
  })
})

describe('who is signed in', () => {
  it('is known to the other commands', async () => {
    const home = await signIn()
    expect((await cli(home, ['datasets', '--json'])).json()).toEqual([[]])
    expect(lastAuthorization()).toBe('Bearer first')
  })

  it('gets a new token when the old one has run out, or is refused', async () => {
    for (const change of [expired, { access_token: 'revoked' }]) {
      const home = await signIn(change)
      expect((await cli(home, ['datasets'])).exitCode).toBe(0)
      expect(lastAuthorization()).toBe(`Bearer renewed-${renewed}`)
      expect((await readCredentials(credentialsFile(home)))?.access_token).toBe(`renewed-${renewed}`)
    }
  })

  it('is renewed once by commands that run side by side, since a refresh token may be used once', async () => {
    const home = await signIn(expired)
    const before = renewed
    const ended = await Promise.all(Array.from({ length: 5 }, () => cli(home, ['datasets'])))
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0])
    expect(renewed).toBe(before + 1)
  })

  it('is told to sign in again when the session has ended', async () => {
    const home = await signIn(expired)
    sessionEnded = true
    const { exitCode, notes } = await cli(home, ['datasets'])
    sessionEnded = false
    expect([exitCode, notes]).toEqual([3, ['techdeck: The session has ended. Sign in again: ./techdeck login']])
    expect(await readCredentials(credentialsFile(home))).toBeNull()
  })

  it('shows their token to no other address, and TECHDECK_TOKEN goes before it', async () => {
    const home = await signIn()
    const elsewhere = { TECHDECK_HOME: home, TECHDECK_API_URL: `${api.url}/other` }
    expect((await run(['datasets'], { environment: elsewhere })).exitCode).toBe(3)
    const own = { TECHDECK_HOME: home, TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 'given' }
    expect((await run(['datasets'], { environment: own })).exitCode).toBe(0)
    expect(lastAuthorization()).toBe('Bearer given')
  })

  it('is told with code 5 that nothing runs here', async () => {
    const { exitCode, notes } = await run(['datasets'], { environment: { TECHDECK_HOME: newHome() } })
    expect(exitCode).toBe(5)
    expect(notes.join()).toContain('TECHDECK_API_URL')
  })
})

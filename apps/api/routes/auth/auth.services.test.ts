import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { newId, tokenKeyId } from '@techdeck/core'
import { createPasswords } from '../../passwords.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

const PASSWORD = 'correct horse battery staple'
let api: TestApi
let email: string
let userId: string

beforeAll(async () => {
  api = await startApi()
  userId = newId()
  email = `${userId}@example.org`
  await api.deps.users.create({
    id: userId,
    workspaceId: DEFAULT_WORKSPACE,
    email,
    passwordHash: await createPasswords().hash(PASSWORD),
    role: 'user',
    isActive: true,
    createdAt: new Date(),
    lastLogin: null,
    resetRequestedAt: null,
  })
}, 60_000)
afterAll(() => api?.close())

const post = (path: string, payload?: object, headers = {}) =>
  api.inject({ method: 'POST', url: `/api/v1/auth/${path}`, ...(payload && { payload }), headers })
const me = (authorization?: string) =>
  api.inject({ url: '/api/v1/auth/me', headers: authorization === undefined ? {} : { authorization } })
const guess = (address: string) => post('login', { email: address, password: 'guess' })
const login = async () => (await post('login', { email, password: PASSWORD, client: 'cli' })).body.data

describe('signing in', () => {
  it('gives tokens that say who one is', async () => {
    const { access_token: token, refresh_token: refresh, user, expires_in: seconds } = await login()
    expect({ id: user.id, seconds, refresh: refresh.length }).toEqual({ id: userId, seconds: 600, refresh: 43 })
    const { body } = await me(`Bearer ${token}`)
    expect(body.data).toMatchObject({ user_id: userId, email, role: 'user' })
    expect(body.data.permissions).toContain('pipeline:execute')
    expect(body.data.permissions).not.toContain('dataset:read:any')
  })

  it('puts the refresh token of a browser into a cookie that scripts cannot read, for the routes of sign-in', async () => {
    const host = { host: 'techdeck.example' }
    const { body, headers } = await post('login', { email: ` ${email.toUpperCase()} `, password: PASSWORD }, host)
    expect(body.data.refresh_token).toBeUndefined()
    expect(headers['set-cookie']).toMatch(
      /^__Secure-techdeck_refresh=.{43}; Expires=.*; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict; Secure$/,
    )
    const cookie = String(headers['set-cookie']).split(';')[0]
    expect((await post('refresh', {}, { ...host, cookie })).status).toBe(403)
    const evil = { ...host, cookie, 'x-techdeck-client': 'web', origin: 'https://evil.example' }
    expect((await post('refresh', {}, evil)).status).toBe(403)
    const own = { ...evil, origin: 'https://techdeck.example' }
    const refreshed = await post('refresh', {}, own)
    expect(refreshed.body.data.access_token).toBeDefined()
    expect(refreshed.headers['set-cookie']).not.toBe(headers['set-cookie'])
    const out = await post('logout', undefined, {
      ...host,
      authorization: `Bearer ${refreshed.body.data.access_token}`,
    })
    expect(out.headers['set-cookie']).toMatch(/^__Secure-techdeck_refresh=; Max-Age=0; Path=\/api\/v1\/auth; /)
  })

  it('sets the cookie without TLS on this machine’s own addresses alone', async () => {
    const cookieOf = async (host: string) =>
      String((await post('login', { email, password: PASSWORD }, { host })).headers['set-cookie'])
    expect(await cookieOf('localhost:4321')).toMatch(/^techdeck_refresh=.*HttpOnly; SameSite=Strict$/)
    expect(await cookieOf('127.0.0.1:5000')).not.toContain('Secure')
    expect(await cookieOf('192.168.1.7:5000')).toContain('; Secure')
  })

  it('answers the same for a wrong password and for nobody, and at last with 429', async () => {
    const [one, other] = [await guess(email), await guess('nobody@example.org')]
    const { request_id: _a, ...first } = one.body
    const { request_id: _b, ...second } = other.body
    expect(first).toEqual(second)
    expect([one.status, first.error_code, first.details.reason]).toEqual([
      401,
      'AUTHENTICATION_ERROR',
      'credentials_invalid',
    ])
    const victim = `${newId()}@example.org`
    const more = await Promise.all(Array.from({ length: 12 }, () => guess(victim)))
    const limited = more.filter(({ status }) => status === 429).concat(await guess(victim))
    expect(limited.at(-1)!.status).toBe(429)
    expect(limited.length).toBeGreaterThanOrEqual(3)
    expect(Number(limited.at(-1)!.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('refuses who is not active', async () => {
    await api.store.users.update(userId, { isActive: false })
    expect((await post('login', { email, password: PASSWORD })).body.details).toEqual({ reason: 'user_inactive' })
    await api.store.users.update(userId, { isActive: true })
  })
})

describe('a refresh token', () => {
  it('is replaced by each use; using an old one ends the session', async () => {
    const first = await login()
    const second = (await post('refresh', { refresh_token: first.refresh_token })).body.data
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await me(`Bearer ${second.access_token}`)).status).toBe(200)
    const reused = await post('refresh', { refresh_token: first.refresh_token })
    expect(reused.body.details).toEqual({ reason: 'session_ended' })
    expect((await post('refresh', { refresh_token: second.refresh_token })).status).toBe(401)
    await soon(async () =>
      expect((await me(`Bearer ${second.access_token}`)).body.details?.reason).toBe('session_ended'),
    )
    const { items } = await api.deps.audit.search(
      { workspaceId: DEFAULT_WORKSPACE, operation: 'auth.refresh_reused' },
      null,
      1,
    )
    expect(items[0].userId).toBe(userId)
  })

  it('is good for one of many that use it at once', async () => {
    const { refresh_token } = await login()
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('refresh', { refresh_token })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('is no access token, and an access token is no refresh token', async () => {
    const { access_token, refresh_token } = await login()
    expect((await me(`Bearer ${refresh_token}`)).status).toBe(401)
    expect((await post('refresh', { refresh_token: access_token.slice(0, 200) })).status).toBe(401)
    expect((await post('refresh', {})).body.details).toEqual({ reason: 'missing_header' })
  })

  it('is void after signing out, and so is the access token', async () => {
    const { access_token, refresh_token } = await login()
    const { body } = await post('logout', {}, { authorization: `Bearer ${access_token}` })
    expect(body.success).toBe(true)
    expect((await post('refresh', { refresh_token })).status).toBe(401)
    await soon(async () => expect((await me(`Bearer ${access_token}`)).status).toBe(401))
  })
})

type JwtParts = { header: object }
const base64urlOf = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

describe('an access token', () => {
  const secret = 'a secret for tests that is long enough'
  const now = Math.floor(Date.now() / 1000)
  const claims = () => ({
    sub: userId,
    jti: newId(),
    iss: 'techdeck',
    aud: 'techdeck-api',
    typ: 'access',
    iat: now,
    exp: now + 300,
  })
  const hs = (header: object, payload: object, hash = 'sha256', key = secret) => {
    const text = `${base64urlOf({ typ: 'JWT', ...header })}.${base64urlOf(payload)}`
    return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
  }
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const rs = () => {
    const text = `${base64urlOf({ alg: 'RS256', typ: 'JWT' })}.${base64urlOf(claims())}`
    return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`
  }
  const without = (name: string) => Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name))
  const good = () => hs({ alg: 'HS256' }, claims())

  it('is taken when everything is right', async () => {
    expect((await me(`Bearer ${good()}`)).status).toBe(200)
    expect((await me(`bearer ${good()}`)).status).toBe(200)
  })

  const refusedTokens: [string, () => string][] = [
    ['alg none', () => `${base64urlOf({ alg: 'none', typ: 'JWT' })}.${base64urlOf(claims())}.`],
    ['alg None', () => `${base64urlOf({ alg: 'None', typ: 'JWT' })}.${base64urlOf(claims())}.`],
    ['alg none with a signature', () => hs({ alg: 'none' }, claims())],
    ['HS512', () => hs({ alg: 'HS512' }, claims(), 'sha512')],
    ['RS256', rs],
    ['HS256 by a public key', () => hs({ alg: 'HS256' }, claims(), 'sha256', pem)],
    ['an empty secret', () => hs({ alg: 'HS256' }, claims(), 'sha256', '')],
    ['a changed payload', () => good().replace(/\.(.*)\./, `.${base64urlOf({ ...claims(), sub: newId() })}.`)],
    ['a cut signature', () => good().slice(0, -4)],
    ['a kid that is a path', () => hs({ alg: 'HS256', kid: '../../dev/null' }, claims(), 'sha256', '')],
    ['a key in its header', () => hs({ alg: 'HS256', jwk: { kty: 'oct', k: 'AA' } }, claims(), 'sha256', 'AA')],
    ['a critical extension', () => hs({ alg: 'HS256', crit: ['x'], x: 1 }, claims(), 'sha256', 'other')],
    ['not begun', () => hs({ alg: 'HS256' }, { ...claims(), nbf: now + 600 })],
    ['another issuer', () => hs({ alg: 'HS256' }, { ...claims(), iss: 'other' })],
    ['another audience', () => hs({ alg: 'HS256' }, { ...claims(), aud: 'other' })],
    ['another kind', () => hs({ alg: 'HS256' }, { ...claims(), typ: 'refresh' })],
    ['a life that is too long', () => hs({ alg: 'HS256' }, { ...claims(), exp: now + 86_400 })],
    ['a user who is not there', () => hs({ alg: 'HS256' }, { ...claims(), sub: newId() })],
    ['an object as user', () => hs({ alg: 'HS256' }, { ...claims(), sub: { $ne: '' } })],
    ['no JSON', () => 'a.b.c'],
    ...['exp', 'iat', 'iss', 'aud', 'sub', 'jti', 'typ'].map((name): [string, () => string] => [
      `no ${name}`,
      () => hs({ alg: 'HS256' }, without(name)),
    ]),
  ]
  it.each(refusedTokens)('is refused with 401: %s', async (_, token) => {
    const { status, body } = await me(`Bearer ${token()}`)
    expect([status, body.error_code, body.details.reason]).toEqual([401, 'AUTHENTICATION_ERROR', 'token_invalid'])
  })

  it('says when it has expired, and when there is none', async () => {
    const expired = hs({ alg: 'HS256' }, { ...claims(), iat: now - 600, exp: now - 10 })
    expect((await me(`Bearer ${expired}`)).body.details.reason).toBe('token_expired')
    const old = hs({ alg: 'HS256' }, { ...claims(), iat: now - 40 * 86_400 })
    expect((await me(`Bearer ${old}`)).body.details.reason).toBe('token_expired')
    expect((await me()).body.details.reason).toBe('missing_header')
    expect((await me('Basic abc')).body.details.reason).toBe('missing_header')
  })

  it('names the secret that signed it; that of the one before is good until its tokens have run out', async () => {
    const { header } = api.app.jwt.decode(api.app.jwt.sign({ sub: userId }), { complete: true }) as JwtParts
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', kid: tokenKeyId(secret) })
    const old = 'the secret of the month before this one'
    const signed = (change = {}) =>
      hs({ alg: 'HS256', kid: tokenKeyId(old) }, { ...claims(), ...change }, 'sha256', old)
    expect((await me(`Bearer ${signed()}`)).status).toBe(401)
    const rotated = await startApi(
      ({ settings }) => ({ settings: { ...settings, previousTokenSecret: old } }),
      api.dbName,
    )
    const statusOf = async (token: string) =>
      (await rotated.inject({ url: '/api/v1/auth/me', headers: { authorization: `Bearer ${token}` } })).status
    expect([await statusOf(signed()), await statusOf(good())]).toEqual([200, 200])
    // It still signs nothing new, and only under its own name.
    expect(await statusOf(signed({ iat: now + 700, exp: now + 900 }))).toBe(401)
    expect(await statusOf(hs({ alg: 'HS256' }, claims(), 'sha256', old))).toBe(401)
    expect(await statusOf(hs({ alg: 'HS256', kid: tokenKeyId(secret) }, claims(), 'sha256', old))).toBe(401)
    await rotated.close()
  })

  it('of a disabled user is refused within a second, and a lowered role counts as soon', async () => {
    const { id, headers } = await api.user('moderator')
    const permissions = async () => (await api.inject({ url: '/api/v1/auth/me', headers })).body
    expect((await permissions()).data.permissions).toContain('dataset:read:any')
    const admin = await api.user('admin')
    const change = (payload: object) =>
      api.inject({ method: 'PATCH', url: `/api/v1/users/${id}`, payload, headers: admin.headers })
    await change({ role: 'user' })
    await soon(async () => expect((await permissions()).data.permissions).not.toContain('dataset:read:any'))
    await change({ is_active: false })
    await soon(async () => expect((await permissions()).details?.reason).toBe('user_inactive'))
  })

  it('of the local stack may live long, where the API takes it', async () => {
    const local = { ...claims(), typ: 'local', exp: now + 12 * 3600 }
    const { body } = await me(`Bearer ${hs({ alg: 'HS256' }, local)}`)
    expect(body.data).toMatchObject({ user_id: userId, role: 'user', session_id: null })
    const longer = { ...local, exp: now + 40 * 86_400 }
    expect((await me(`Bearer ${hs({ alg: 'HS256' }, longer)}`)).status).toBe(401)
    const closed = await startApi(({ settings }) => ({ settings: { ...settings, acceptLocalTokens: false } }))
    const answer = await closed.inject({
      url: '/api/v1/auth/me',
      headers: { authorization: `Bearer ${hs({ alg: 'HS256' }, local)}` },
    })
    expect(answer.status).toBe(401)
    await closed.close()
  })
})

/** Tries until it holds; what is known of a user may be a second old. */
async function soon(assertion: () => Promise<void>): Promise<void> {
  const until = Date.now() + 1500
  for (;;) {
    try {
      return await assertion()
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  DEFAULT_WORKSPACE,
  API_PREFIX,
  ERROR_STATUS,
  ROLE_PERMISSIONS,
  errorsOf,
  routes,
  type RouteContract,
  type RouteName,
} from '@techdeck/contracts'
import { collectBytes, newId } from '@techdeck/core'
import { ensureFirstAdmin } from './first-admin.ts'
import { createPasswords } from './passwords.ts'
import { buildMetricsListener } from './plugins/metrics.ts'
import { handlers } from './routes/index.ts'
import { breakIntake } from './testing/break-intake.ts'
import { startApi, type TestApi } from './testing/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
}, 60_000)
afterAll(() => api?.close())

const table: [string, RouteContract][] = Object.entries(routes)
const isOpen = ({ permission }: RouteContract) => permission === 'open'
const touchesData = ({ path }: RouteContract) => /^\/(datasets|validation)|report|exports/.test(path)

describe('the route table', () => {
  it('is served as it is written: every contract has one handler', () => {
    expect(Object.keys(handlers).toSorted()).toEqual(Object.keys(routes).toSorted())
    const unserved = table.filter(([, { method, path }]) => !api.app.hasRoute({ method, url: API_PREFIX + path }))
    expect(unserved.map(([name]) => name)).toEqual([])
  })

  it('leaves only these open to everybody', () => {
    const open = table.filter(([, contract]) => isOpen(contract)).map(([name]) => name)
    const oneTime = ['requestReset', 'showInvitation', 'acceptInvitation', 'signInByLink']
    const devices = ['beginDevice', 'redeemDevice']
    const operations = ['health', 'ready', 'signingKey', 'openapi']
    const uploads = ['describeUploads', 'downloadByTicket', 'openSocket']
    expect(open).toEqual(['login', 'refresh', ...oneTime, ...devices, ...uploads, ...operations])
  })

  it('names an audit operation for whatever touches data, and a permission that some role has', () => {
    const unaudited = table.filter(([, contract]) => touchesData(contract) && contract.audit === undefined)
    expect(unaudited.map(([name]) => name)).toEqual([])
    const known = ['open', 'signed_in', ...ROLE_PERMISSIONS.admin]
    expect(known).toEqual(expect.arrayContaining(table.map(([, { permission }]) => permission)))
  })

  it('lets moderators see what is in their workspace, and lists to users only what is theirs', async () => {
    const owner = await api.user()
    const dataset = await api.dataset(owner.id)
    const execution = await api.execution(owner.id, [dataset])
    const moderator = await api.user('moderator')
    const user = await api.user()
    const read = async (path: string, headers: object) =>
      api.inject({ url: API_PREFIX + path, headers: headers as Record<string, string> })
    expect((await read(`/pipeline/${execution.id}`, moderator.headers)).status).toBe(200)
    expect((await read(`/datasets/${dataset.id}/quarantine`, moderator.headers)).status).toBe(200)
    for (const [path, id] of [
      ['/pipeline', execution.id],
      ['/datasets', dataset.id],
    ]) {
      const ids = async (headers: object) =>
        (await read(path, headers)).body.data.map((item: { id: string }) => item.id)
      expect(await ids(moderator.headers)).toContain(id)
      expect(await ids(user.headers)).toEqual([])
      expect(await ids(owner.headers)).toEqual([id])
    }
  })
})

const requestIdOf = async (id: string) =>
  (await api.inject({ url: '/api/v1/x', headers: { 'x-request-id': id } })).body.request_id

function loginRequest(payload: string, type = 'application/json'): Parameters<TestApi['inject']>[0] {
  return { method: 'POST', url: '/api/v1/auth/login', payload, headers: { 'content-type': type } }
}

describe('failed answers', () => {
  const cases: [string, Parameters<TestApi['inject']>[0], number, string][] = [
    ['an unknown route', { url: '/api/v1/Zebedee?a=Zebedee' }, 404, 'NOT_FOUND'],
    ['a method that a route has not', { method: 'PUT', url: '/api/v1/datasets' }, 404, 'NOT_FOUND'],
    ['a URL that is none', { url: '/api/v1/datasets/%E0%A4%A' }, 400, 'VALIDATION_ERROR'],
    ['malformed JSON', loginRequest('{"email": "Zebedee'), 400, 'VALIDATION_ERROR'],
    ['no JSON', loginRequest(''), 400, 'VALIDATION_ERROR'],
    ['JSON that is no object', loginRequest('"Zebedee"'), 400, 'VALIDATION_ERROR'],
    ['a poisoned prototype', loginRequest('{"__proto__": {"role": "admin"}}'), 400, 'VALIDATION_ERROR'],
    ['a poisoned constructor', loginRequest('{"constructor": {"prototype": {}}}'), 400, 'VALIDATION_ERROR'],
    ['an operator for a password', loginRequest('{"email":"a@b.c","password":{"$ne":""}}'), 400, 'VALIDATION_ERROR'],
    ['a role of one’s own', loginRequest('{"email":"a@b.c","password":"x","role":"admin"}'), 400, 'VALIDATION_ERROR'],
    ['too large a body', loginRequest(JSON.stringify({ email: 'x'.repeat(300_000) })), 413, 'PAYLOAD_TOO_LARGE'],
    ['another type', loginRequest('a=b', 'application/x-www-form-urlencoded'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ]

  it.each(cases)('have the one form: %s', async (_, request, status, code) => {
    const { body, headers, text, ...answer } = await api.inject(request)
    expect([answer.status, body.error_code]).toEqual([status, code])
    expect(Object.keys(body)).toEqual(
      expect.arrayContaining(['success', 'error_code', 'message', 'user_message', 'recoverable', 'request_id']),
    )
    expect(body.request_id).toBe(headers['x-request-id'])
    expect(text).not.toContain('Zebedee')
  })

  it('have it also for what is no HTTP', async () => {
    const port = Number(new URL(await api.app.listen({ host: '127.0.0.1', port: 0 })).port)
    const ask = async (bytes: string) => {
      const socket = connect(port, '127.0.0.1')
      socket.end(bytes)
      return (await collectBytes(socket)).toString()
    }
    expect(await ask('Zebedee\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request[^]*"error_code":"VALIDATION_ERROR"/)
    const large = await ask(`GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`)
    expect(large).toMatch(/^HTTP\/1.1 431 [^]*"request_id":"/)
  })

  it('carry the caller’s request id where it looks like one', async () => {
    expect(await requestIdOf('my-request-1')).toBe('my-request-1')
    expect(await requestIdOf('a\u00e4 <script>')).not.toContain('script')
  })

  it('say 429 and when to come back, by user and route and not by address', async () => {
    const limited = await startApi(({ settings }) => ({ settings: { ...settings, requestsPerMinute: 3 } }))
    const [one, other] = [await limited.user(), await limited.user()]
    const ask = (as: typeof one, path = 'auth/me') => limited.inject({ url: `/api/v1/${path}`, headers: as.headers })
    for (let left = 2; left >= 0; left--) {
      const { status, headers } = await ask(one)
      expect([status, headers['ratelimit-limit'], headers['ratelimit-remaining']]).toEqual([200, '3', String(left)])
    }
    const { status, body, headers } = await ask(one)
    expect([status, body.error_code]).toEqual([429, 'RATE_LIMIT_EXCEEDED'])
    expect(Number(headers['retry-after'])).toBe(body.retry_after)
    expect(headers).toMatchObject({ 'ratelimit-remaining': '0', 'ratelimit-reset': String(body.retry_after) })
    expect((await ask(other)).status).toBe(200)
    expect((await ask(one, 'datasets')).status).toBe(200)
    await limited.close()
  })

  it('say 429 far sooner where guessing would pay', async () => {
    const limited = await startApi(({ settings }) => ({ settings: { ...settings, authRequestsPerMinute: 2 } }))
    const remoteAddress = `10.1.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`
    const show = () =>
      limited.inject({
        method: 'POST',
        url: '/api/v1/auth/invitations/show',
        payload: { token: newId() },
        remoteAddress,
      })
    expect([(await show()).status, (await show()).status, (await show()).status]).toEqual([404, 404, 429])
    await limited.close()
  })

  it('are 503 with Retry-After when a store is away, and 500 without a word of it for anything else', async () => {
    const { ResourceError } = await import('@techdeck/core')
    const broken = await startApi(({ datasets }) => ({
      datasets: Object.assign(Object.create(datasets), {
        list: () => Promise.reject(new ResourceError('The database is not there right now.', { retryAfter: 2 })),
        get: () => Promise.reject(new TypeError('cannot read Zebedee')),
      }),
    }))
    const user = await broken.user()
    const away = await broken.inject({ url: '/api/v1/datasets', headers: user.headers })
    expect([away.status, away.body.error_code, away.headers['retry-after']]).toEqual([503, 'RESOURCE_UNAVAILABLE', '2'])
    const bug = await broken.inject({ url: `/api/v1/datasets/${newId()}`, headers: user.headers })
    expect([bug.status, bug.body.error_code]).toEqual([500, 'INTERNAL_ERROR'])
    expect(bug.text + broken.logs.join('')).not.toContain('Zebedee')
    await broken.close()
  })
})

describe('the audit log', () => {
  it('has a record of each access to data, with who, what and whence', async () => {
    const owner = await api.user()
    const dataset = await api.dataset(owner.id)
    const execution = await api.execution(owner.id, [dataset])
    await api.inject({ url: `/api/v1/datasets/${dataset.id}`, headers: owner.headers })
    await api.inject({ url: `/api/v1/pipeline/${execution.id}/report`, headers: owner.headers })
    await api.inject({ url: `/api/v1/datasets/${newId()}`, headers: owner.headers })
    const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, userId: owner.id }, null, 10)
    expect(items).toMatchObject([
      { operation: 'report.read', dataType: 'report', dataId: execution.id, executionId: execution.id },
      { operation: 'dataset.read', dataType: 'dataset', dataId: dataset.id, executionId: null, ipAddress: '127.0.0.1' },
    ])
  })

  it('is written before the answer: where it cannot be, nothing is answered', async () => {
    const closed = await startApi()
    const owner = await closed.user()
    const { id } = await closed.dataset(owner.id)
    await breakIntake(closed.dbName)
    const { status, body, text } = await closed.inject({ url: `/api/v1/datasets/${id}`, headers: owner.headers })
    expect([status, body.error_code]).toEqual([503, 'RESOURCE_UNAVAILABLE'])
    expect(text).not.toContain('a.jsonl')
    expect((await closed.inject({ url: '/api/v1/auth/me', headers: owner.headers })).status).toBe(200)
    await closed.close()
  })
})

describe('the first administrator', () => {
  it('is made where there is no user, once, and never again', async () => {
    const fresh = await startApi()
    const passwords = createPasswords()
    const make = (email: string) =>
      ensureFirstAdmin(fresh.deps, passwords, { email, password: 'correct horse battery' })
    await Promise.all([make('a@example.org'), make('a@example.org')])
    await make('b@example.org')
    const { items } = await fresh.store.users.list(DEFAULT_WORKSPACE, null, 10)
    expect(items.map(({ email, role }) => [email, role])).toEqual([['a@example.org', 'admin']])
    await fresh.close()
  })
})

describe('operations', () => {
  it('says that it runs, and who is there', async () => {
    expect((await api.inject({ url: '/api/v1/health' })).body.data).toEqual({ status: 'ok', version: 'test' })
    const { status, body } = await api.inject({ url: '/api/v1/ready' })
    expect(status).toBe(200)
    expect(Object.entries(body.data.checks).map(([name, check]: any) => [name, check.ok])).toEqual([
      ['mongo', true],
      ['redis', true],
      ['artifacts', true],
    ])
    expect(body.data.checks.mongo.server).toMatch(/^(SecantusDB|MongoDB) \d/)
  })

  it('is not ready while a server does not answer, and says which', async () => {
    const checks = {
      mongo: async () => 'MongoDB 8',
      redis: () => new Promise<void>(() => {}),
      artifacts: () => Promise.reject(new Error('full')),
    }
    const broken = await startApi(() => ({ checks }))
    const { status, body, headers } = await broken.inject({ url: '/api/v1/ready' })
    expect([status, headers['retry-after']]).toEqual([503, '2'])
    expect(body.details).toMatchObject({
      status: 'not_ready',
      checks: { mongo: { ok: true }, redis: { ok: false }, artifacts: { ok: false } },
    })
    await broken.close()
  })

  it('measures requests by route pattern, on the private listener only', async () => {
    const owner = await api.user()
    const id = newId()
    await api.inject({ url: `/api/v1/datasets/${id}`, headers: owner.headers })
    expect((await api.inject({ url: '/metrics' })).status).toBe(404)
    expect((await api.inject({ url: '/api/v1/metrics' })).status).toBe(404)
    const listener = buildMetricsListener(api.deps.registry)
    const { payload } = await listener.inject('/metrics')
    expect(payload).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/v1/datasets/:id",status="404"}',
    )
    expect(payload).not.toContain(id)
    await listener.close()
  })

  it('describes itself as OpenAPI 3.1, with every route, its answers and its errors', async () => {
    const { body } = await api.inject({ url: '/api/v1/openapi.json' })
    expect(body.openapi).toBe('3.1.0')
    for (const [name, { path, method, status, summary, answer, permission }] of table) {
      // What becomes a socket is no operation.
      if (status === 101) continue
      const operation = body.paths[API_PREFIX + path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()]
      expect(operation).toMatchObject({ summary, operationId: name })
      expect(operation.security).toEqual(permission === 'open' ? [] : undefined)
      const documented = new Set(errorsOf(routes[name as RouteName]).map((code) => String(ERROR_STATUS[code])))
      expect(Object.keys(operation.responses).toSorted()).toEqual(
        [...documented, ...(answer ? [String(status)] : [])].toSorted(),
      )
    }
  })

  it('sends the headers that keep browsers from guessing', async () => {
    const { headers } = await api.inject({ url: '/api/v1/health' })
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  it('lets pages of the named origins call, and of no others', async () => {
    const ask = (of: TestApi, origin: string, method: 'GET' | 'OPTIONS' = 'GET') =>
      of.inject({
        method,
        url: '/api/v1/auth/me',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      })
    expect((await ask(api, 'https://app.example.org')).headers['access-control-allow-origin']).toBeUndefined()
    expect((await ask(api, 'https://app.example.org', 'OPTIONS')).status).toBe(404)
    const corsOrigins = ['https://app.example.org']
    const open = await startApi(({ settings }) => ({ settings: { ...settings, corsOrigins } }))
    const preflight = await ask(open, 'https://app.example.org', 'OPTIONS')
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, corsOrigins[0]])
    expect(preflight.headers['access-control-allow-headers']).toBe('authorization')
    const answer = await ask(open, 'https://app.example.org')
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([401, corsOrigins[0]])
    expect((await ask(open, 'https://evil.example')).headers['access-control-allow-origin']).toBeUndefined()
    await open.close()
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE, ROLE_PERMISSIONS, type Tracker } from '@techdeck/contracts'
import { collectBytes, newId } from '@techdeck/core'
import { emergencyOf } from '../testing/sharing.ts'
import { startHouse, type GatewayHouse } from './testing/house.ts'
import { TestSocket } from './testing/test-socket.ts'
import { WebSocket } from 'ws'

let house: GatewayHouse
beforeAll(async () => {
  house = await startHouse({ uploadWaitMs: 200 })
}, 60_000)
afterAll(() => house?.close())

/** Does something in a house of its own. */
async function inHouse<T>(
  settings: Parameters<typeof startHouse>[0],
  use: (own: GatewayHouse) => Promise<T>,
  change?: Parameters<typeof startHouse>[1],
): Promise<T> {
  const own = await startHouse(settings, change)
  try {
    return await use(own)
  } finally {
    await own.close()
  }
}

describe('signing in', () => {
  it('takes a ticket, and answers who it is, for how long, and the limits', async () => {
    const user = await house.api.user()
    const socket = await house.signedIn(user)
    const { session, limits } = await socket.next('welcome')
    expect(session).toMatchObject({ user_id: user.id, id: null })
    expect(Date.parse(session.expires_at)).toBeGreaterThan(Date.now() + 500_000)
    expect(limits).toMatchObject({ message_bytes: 16_384, buffered_bytes: 1_048_576, sockets_per_user: 20 })
  })

  it('closes 4401 for a ticket that was used, that is none, and for another first frame', async () => {
    const ticket = await house.ticket(await house.api.user())
    const first = await house.socket()
    first.send({ type: 'hello', ticket })
    await first.next('welcome')
    for (const frame of [
      { type: 'hello', ticket },
      { type: 'hello', ticket: 'x'.repeat(43) },
      { type: 'ping' },
      'no JSON',
    ]) {
      const socket = await house.socket()
      socket.send(frame)
      expect(await socket.closed).toBe(4401)
      expect(socket.frames).toEqual([])
    }
  })

  it('closes 4401 for a ticket whose user was disabled since', async () => {
    const user = await house.api.user()
    const ticket = await house.ticket(user)
    await house.change(user, { isActive: false })
    const socket = await house.socket()
    socket.send({ type: 'hello', ticket })
    expect(await socket.closed).toBe(4401)
  })

  it('closes 4408 when no hello comes', async () => {
    await inHouse({ helloMs: 50 }, async (own) => expect(await (await own.socket()).closed).toBe(4408))
  })

  it('closes 4429 for one socket more than a user may have, and not for another user', async () => {
    await inHouse({ socketsPerUser: 2 }, async (own) => {
      const [user, other] = [await own.api.user(), await own.api.user()]
      const [first] = [await own.signedIn(user), await own.signedIn(user)]
      const third = await own.socket()
      third.send({ type: 'hello', ticket: await own.ticket(user) })
      expect(await third.closed).toBe(4429)
      await own.signedIn(other)
      first.ws.close()
      await first.closed
      await own.signedIn(user)
    })
  })

  it('closes 1013 while tickets cannot be looked at', async () => {
    const away = { issue: () => Promise.reject(new Error('away')), redeem: () => Promise.reject(new Error('away')) }
    await inHouse(
      {},
      async (own) => {
        const user = await own.api.user()
        const asked = await own.api.inject({ method: 'POST', url: '/api/v1/ws/tickets', headers: user.headers })
        expect([asked.status, asked.body.error_code]).toEqual([503, 'RESOURCE_UNAVAILABLE'])
        const socket = await own.socket()
        socket.send({ type: 'hello', ticket: 'x'.repeat(43) })
        expect(await socket.closed).toBe(1013)
      },
      () => ({ tickets: away }),
    )
  })

  it('refuses pages of other origins, and takes those of its own and of the allowed ones', async () => {
    await inHouse(
      {},
      async (own) => {
        const refused = new TestSocket(own.url, { origin: 'https://evil.example' })
        const [, response] = await new Promise<any[]>((resolve) =>
          refused.ws.once('unexpected-response', (...given) => resolve(given)),
        )
        expect(response.statusCode).toBe(403)
        expect(String(await collectBytes(response))).toContain('AUTHORIZATION_ERROR')
        for (const origin of ['https://deck.example', own.url])
          expect((await own.socket({ origin })).frames).toEqual([])
      },
      ({ settings }) => ({ settings: { ...settings, corsOrigins: ['https://deck.example'] } }),
    )
  })

  it('asks plain HTTP for an upgrade, and gives tickets to who is signed in alone', async () => {
    const plain = await house.api.inject({ url: '/api/v1/ws' })
    expect([plain.status, plain.body.error_code]).toEqual([400, 'VALIDATION_ERROR'])
    expect((await house.api.inject({ method: 'POST', url: '/api/v1/ws/tickets' })).status).toBe(401)
  })
})

describe('a sign-in', () => {
  it('ends 4401 when its time is over, and goes on when it is renewed', async () => {
    await inHouse({ signInMs: 400 }, async (own) => {
      const user = await own.api.user()
      const [one, two] = [await own.signedIn(user), await own.signedIn(user)]
      const renew = async () => two.send({ type: 'renew', ticket: await own.ticket(user) })
      const renewing = setInterval(() => void renew(), 150)
      expect(await one.closed).toBe(4401)
      await two.until(() => two.of('welcome').length >= 4)
      clearInterval(renewing)
      const [first, ...later] = two.of('welcome').map(({ session }) => session.expires_at)
      expect(later.at(-1)! > first).toBe(true)
    })
  })

  it('is not renewed by the ticket of another user (4403), nor by none (4401)', async () => {
    const [user, other] = [await house.api.user(), await house.api.user()]
    const [one, two] = [await house.signedIn(user), await house.signedIn(user)]
    one.send({ type: 'renew', ticket: await house.ticket(other) })
    expect(await one.closed).toBe(4403)
    two.send({ type: 'renew', ticket: 'x'.repeat(43) })
    expect(await two.closed).toBe(4401)
  })

  it('ends 4401 when the user is disabled, and nobody else’s does', async () => {
    const [user, other] = [await house.api.user(), await house.api.user()]
    const [socket, bystander] = [await house.signedIn(user), await house.signedIn(other)]
    await house.change(user, { isActive: false })
    expect(await socket.closed).toBe(4401)
    bystander.send({ type: 'ping' })
    await bystander.next('pong')
  })

  it('ends 4401 when its session does', async () => {
    const sessionId = newId()
    const user = await house.api.user()
    const now = new Date()
    await house.api.store.sessions.begin(
      {
        id: sessionId,
        userId: user.id,
        workspaceId: DEFAULT_WORKSPACE,
        client: 'web',
        ipAddress: null,
        userAgent: null,
        createdAt: now,
        lastActiveAt: now,
        idleMs: 60_000,
        expiresAt: new Date(now.getTime() + 60_000),
      },
      sessionId,
    )
    const token = house.api.app.jwt.sign({ sub: user.id, jti: newId(), typ: 'access', sid: sessionId })
    const socket = await house.signedIn({ ...user, headers: { authorization: `Bearer ${token}` } })
    expect((await socket.next('welcome')).session.id).toBe(sessionId)
    const ended = await house.api.inject({
      method: 'DELETE',
      url: `/api/v1/auth/sessions/${sessionId}`,
      headers: user.headers,
    })
    expect(ended.status).toBeLessThan(300)
    expect(await socket.closed).toBe(4401)
  })

  it('ends 4403 when what it reads may not be read any more: a moderator who becomes a user', async () => {
    const { execution } = await house.running()
    const moderator = await house.api.user('moderator')
    const [reader, idle] = [await house.signedIn(moderator), await house.signedIn(moderator)]
    reader.send({ type: 'subscribe', execution_id: execution.id })
    await reader.next('progress_initialized')
    await house.change(moderator, { role: 'user' })
    expect(await reader.closed).toBe(4403)
    idle.send({ type: 'subscribe', execution_id: execution.id })
    expect(await idle.next('error')).toMatchObject({ error_code: 'NOT_FOUND', execution_id: execution.id })
  })

  it('grants no more than its ticket says, whatever the role became', async () => {
    const { execution } = await house.running()
    const user = await house.api.user()
    const { ticket } = await house.api.deps.tickets.issue({
      userId: user.id,
      sessionId: null,
      permissions: [...ROLE_PERMISSIONS.user],
    })
    await house.change(user, { role: 'admin' })
    const socket = await house.socket()
    socket.send({ type: 'hello', ticket })
    socket.send({ type: 'subscribe', execution_id: execution.id })
    expect(await socket.next('error')).toMatchObject({ error_code: 'NOT_FOUND' })
  })
})

describe('frames', () => {
  it('that are not understood are answered with an error that quotes nothing, and the socket goes on', async () => {
    const socket = await house.signedIn(await house.api.user())
    const wrong: (object | string)[] = [
      '{',
      { type: 'shout', text: 'Zebedee' },
      { type: 'subscribe', execution_id: 'e', events: ['Zebedee'] },
      { type: 'subscribe', execution_id: 'e', Zebedee: 1 },
      { type: 'hello', ticket: 'x'.repeat(43) },
    ]
    for (const frame of wrong) socket.send(frame)
    socket.ws.send(Buffer.from('{"type":"ping"}'))
    socket.send({ type: 'ping' })
    await socket.next('pong')
    const errors = socket.of('error')
    expect(errors.map(({ error_code, recoverable }) => [error_code, recoverable])).toEqual(
      Array.from({ length: 6 }, () => ['VALIDATION_ERROR', false]),
    )
    // Names of members are repeated, as over HTTP; values never.
    expect(JSON.stringify(errors).replace(/Zebedee: unknown member|"path":"Zebedee"/g, '')).not.toContain('Zebedee')
  })

  it('that are too large close 1009, and too many of them 4429', async () => {
    const user = await house.api.user()
    const large = await house.signedIn(user)
    large.send({ type: 'ping', more: 'x'.repeat(20_000) })
    expect(await large.closed).toBe(1009)
    const flood = await house.signedIn(user)
    for (let at = 0; at < 350; at++) flood.send({ type: 'ping' })
    expect(await flood.closed).toBe(4429)
  })

  it('of more subscriptions than allowed are answered with an error and 4429', async () => {
    await inHouse({ subscriptions: 1 }, async (own) => {
      const { user, execution } = await own.running()
      const other = await own.api.execution(user.id, [await own.api.dataset(user.id)])
      const socket = await own.signedIn(user)
      // The same again is no second one.
      for (const id of [execution.id, execution.id, other.id]) socket.send({ type: 'subscribe', execution_id: id })
      expect(await socket.closed).toBe(4429)
      expect(socket.of('error')).toMatchObject([{ error_code: 'RATE_LIMIT_EXCEEDED', execution_id: other.id }])
    })
  })
})

describe('a subscription to an execution', () => {
  it('begins with the progress, and goes on with each event from there', async () => {
    const { user, execution } = await house.running()
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', execution_id: execution.id })
    const { data } = (await socket.next('progress_initialized')) as { data: Tracker }
    expect(data).toMatchObject({ execution_id: execution.id, cursor: '1:1', subscribers: 1, status: 'running' })
    await house.happen(execution.id, 3)
    await socket.until(() => socket.cursors.length === 3)
    expect(socket.cursors).toEqual(['1:2', '1:3', '1:4'])
    expect(socket.of('event')[0]).toMatchObject({ execution_id: execution.id, event: 'checkpoint.save' })
    socket.ws.close()
    await socket.closed
    const { body } = await house.api.inject({
      url: `/api/v1/pipeline/${execution.id}/progress`,
      headers: user.headers,
    })
    expect(body.data.subscribers).toBe(0)
  })

  it('with a cursor is resumed after it, and 0:0 is the beginning', async () => {
    const { user, execution } = await house.running()
    await house.happen(execution.id, 4)
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', execution_id: execution.id, after: '1:3' })
    expect(await socket.next('resumed')).toMatchObject({ from: '1:3', to: '1:5' })
    await socket.until(() => socket.cursors.length === 2)
    expect(socket.cursors).toEqual(['1:4', '1:5'])
    await socket.next('progress_update')
    const whole = await house.signedIn(user)
    whole.send({ type: 'subscribe', execution_id: execution.id, after: '0:0' })
    await whole.until(() => whole.cursors.length === 5)
    expect(whole.cursors[0]).toBe('1:1')
  })

  it('gets a snapshot instead of too many events, of another epoch’s, and for a cursor that is yet to come', async () => {
    await inHouse({ resumeEvents: 3 }, async (own) => {
      const { user, execution } = await own.running()
      await own.happen(execution.id, 4)
      for (const [at, after] of ['1:1', '7:4', '1:99', '0:0'].entries()) {
        const socket = await own.signedIn(user)
        socket.send({ type: 'subscribe', execution_id: execution.id, after })
        const cursor = `1:${5 + at}`
        expect(await socket.next('snapshot')).toMatchObject({ cursor, data: { cursor } })
        await own.happen(execution.id)
        await socket.until(() => socket.cursors.length === 1)
        expect(socket.cursors).toEqual([`1:${6 + at}`])
      }
    })
  })

  it('tells the progress that is shown, the newest of many, and never a lower one', async () => {
    const { user, execution } = await house.running()
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', execution_id: execution.id })
    const { data } = (await socket.next('progress_initialized')) as { data: Tracker }
    for (let progress = 1; progress <= 60; progress++)
      await house.api.deps.progress.publish({ ...data, progress, last_updated: new Date().toISOString() })
    await socket.until(() => socket.of('progress_update').at(-1)?.data.progress === 60)
    const shown = socket.of('progress_update').map((frame) => frame.data.progress)
    expect(shown).toEqual(shown.toSorted((a, b) => a - b))
    expect(shown.length).toBeLessThan(20)
  })

  it('ends with the last progress and the status, and for one that has ended at once', async () => {
    const { user, execution } = await house.running()
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', execution_id: execution.id })
    await socket.next('progress_initialized')
    await house.finish(execution.id)
    expect(await socket.next('end')).toMatchObject({ execution_id: execution.id, status: 'completed' })
    expect(socket.frames.slice(-2).map(({ type }) => type)).toEqual(['progress_update', 'end'])
    expect(socket.of('progress_update').at(-1)!.data).toMatchObject({ status: 'completed', progress: 100 })
    const from = socket.frames.length
    socket.send({ type: 'subscribe', execution_id: execution.id, after: '1:1' })
    await socket.next('end', from)
    const again = socket.frames.slice(from).filter(({ type }) => type !== 'progress_update')
    expect(again.map(({ type }) => type)).toEqual(['resumed', 'event', 'end'])
  })

  it('tells only what its filter names, and the end', async () => {
    const { user, execution } = await house.running()
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', execution_id: execution.id, after: '0:0', events: ['*.completed'] })
    await house.happen(execution.id, 3)
    await house.finish(execution.id)
    await socket.next('end')
    expect(socket.of('event').map(({ event }) => event)).toEqual(['pipeline.completed'])
    expect(socket.of('progress_update')).toEqual([])
  })

  it('is refused for what is not there, and in the same way for what is not theirs', async () => {
    const { execution } = await house.running()
    const [user, moderator] = [await house.api.user(), await house.api.user('moderator')]
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', execution_id: execution.id })
    socket.send({ type: 'subscribe', execution_id: newId() })
    await socket.until(() => socket.of('error').length === 2)
    const [one, two] = socket.of('error').map(({ execution_id: _id, ...same }) => same)
    expect(one).toEqual(two)
    expect(one).toMatchObject({ error_code: 'NOT_FOUND', recoverable: false })
    const allowed = await house.signedIn(moderator)
    allowed.send({ type: 'subscribe', execution_id: execution.id })
    await allowed.next('progress_initialized')
  })

  it('through broken glass is on record before anything is told, and refused where it cannot be', async () => {
    const { api } = house
    const { execution } = await house.running()
    const [dataset_id] = execution.datasetIds
    const doctor = await api.user()
    const emergency = await emergencyOf(api, doctor.id, dataset_id)
    const socket = await house.signedIn(doctor)
    socket.send({ type: 'subscribe', execution_id: execution.id })
    await socket.next('progress_initialized')
    socket.send({ type: 'subscribe', dataset_id })
    await socket.until(() => socket.of('progress_initialized').length === 2)
    const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, userId: doctor.id }, null, 2)
    expect(items.map(({ operation, dataId, details }) => [operation, dataId, details['emergency']])).toEqual([
      ['emergency.access', dataset_id, emergency],
      ['emergency.access', execution.id, emergency],
    ])
    const append = api.deps.audit.append
    try {
      api.deps.audit.append = () => Promise.reject(new Error('full'))
      socket.send({ type: 'subscribe', execution_id: execution.id })
      expect(await socket.next('error')).toMatchObject({ error_code: 'RESOURCE_UNAVAILABLE' })
    } finally {
      api.deps.audit.append = append
    }
  })

  it('ends when it is unsubscribed; the socket and other subscriptions go on', async () => {
    const { user, execution } = await house.running()
    const other = await house.api.execution(user.id, [await house.api.dataset(user.id)])
    const socket = await house.signedIn(user)
    for (const id of [execution.id, other.id]) socket.send({ type: 'subscribe', execution_id: id })
    await socket.until(() => socket.of('progress_initialized').length === 2)
    socket.send({ type: 'unsubscribe', execution_id: execution.id })
    socket.send({ type: 'unsubscribe', execution_id: newId() })
    socket.send({ type: 'ping' })
    await socket.next('pong')
    await house.happen(execution.id)
    await house.happen(other.id)
    await socket.until(() => socket.cursors.length > 0)
    expect(socket.of('event').map((frame) => 'execution_id' in frame && frame.execution_id)).toEqual([other.id])
  })

  it('is told to come back when the store is away, and says so with the subscription’s name', async () => {
    let isAway = false
    await inHouse(
      {},
      async (own) => {
        const { user, execution } = await own.running()
        const socket = await own.signedIn(user)
        isAway = true
        socket.send({ type: 'subscribe', execution_id: execution.id })
        expect(await socket.next('error')).toMatchObject({ recoverable: true, execution_id: execution.id })
        isAway = false
        socket.send({ type: 'subscribe', execution_id: execution.id })
        await socket.next('progress_initialized')
      },
      ({ executions }) => ({
        executions: Object.assign(Object.create(executions), {
          get: (id: string) => (isAway ? Promise.reject(new Error('Zebedee')) : executions.get(id)),
        }),
      }),
    )
  })
})

describe('a socket', () => {
  it('that answers no ping is ended', async () => {
    await inHouse({ heartbeatMs: 60 }, async (own) => {
      const user = await own.api.user()
      const [alive, dead] = [await own.signedIn(user), await own.signedIn(user)]
      dead.ws.pause()
      const metrics = () => own.api.deps.registry.getSingleMetricAsString('gateway_sockets_open')
      while (!(await metrics()).includes('gateway_sockets_open 1')) await new Promise((r) => setTimeout(r, 20))
      expect(alive.ws.readyState).toBe(WebSocket.OPEN)
      dead.ws.resume()
    })
  })

  it('is closed 1012 when the server stops, also under way, and the server does stop', async () => {
    const own = await startHouse()
    const { user, execution } = await own.running()
    const [socket, deaf] = [await own.signedIn(user), await own.signedIn(user)]
    socket.send({ type: 'subscribe', execution_id: execution.id })
    await socket.next('progress_initialized')
    deaf.ws.pause()
    const closing = own.api.app.close()
    expect(await socket.closed).toBe(1012)
    await closing
    await own.close()
  })

  it('is counted', async () => {
    const { user, execution } = await house.running()
    const socket = await house.signedIn(user)
    socket.send({ type: 'subscribe', execution_id: execution.id })
    await socket.next('progress_initialized')
    const metrics = await house.api.deps.registry.metrics()
    expect(Number(/^gateway_sockets_open (\d+)/m.exec(metrics)![1])).toBeGreaterThan(0)
    expect(Number(/^gateway_subscriptions_open (\d+)/m.exec(metrics)![1])).toBeGreaterThan(0)
    expect(Number(/^gateway_messages_sent_total (\d+)/m.exec(metrics)![1])).toBeGreaterThan(1)
    expect(metrics).toContain('gateway_slow_clients_cut_total 0')
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { TestSocket } from '../../gateway/testing/test-socket.ts'
import { apiTokenOf } from '../../testing/api-token.ts'
import { member, signIn, soon, type SignedIn } from '../../testing/sign-in.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let here: TestApi
/** Another instance, at which sockets are open. */
let there: TestApi
let url: string
beforeAll(async () => {
  here = await startApi()
  there = await startApi(() => ({}), here.dbName)
  url = await there.app.listen({ host: '127.0.0.1', port: 0 })
}, 60_000)
afterAll(async () => {
  await here?.close()
  await there?.close()
})

const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, { headers }: SignedIn, on: TestApi) =>
  on.inject({ method, url: `/api/v1${path}`, headers })
const isIn = async (session: SignedIn, on: TestApi) => (await ask('GET', '/auth/me', session, on)).status === 200

async function open(session: SignedIn): Promise<TestSocket> {
  const { body } = await ask('POST', '/ws/tickets', session, there)
  const socket = await new TestSocket(url).open()
  socket.send({ type: 'hello', ticket: body.data.ticket })
  await socket.next('welcome')
  return socket
}

describe('ending sessions at one instance', () => {
  it('ends one at the others: its socket closes, its token is refused, and the rest go on', async () => {
    const { email } = await member(here)
    const [one, another] = [await signIn(here, email), await signIn(here, email)]
    const [closing, staying] = [await open(one), await open(another)]
    expect((await ask('DELETE', `/auth/sessions/${one.sessionId}`, another, here)).body.data).toEqual({ ended: 1 })
    expect(await closing.closed).toBe(4401)
    await soon(async () => expect(await isIn(one, there)).toBe(false))
    expect(await isIn(another, there)).toBe(true)
    staying.send({ type: 'ping' })
    await staying.next('pong')
    staying.ws.terminate()
  })

  it('ends all at once', async () => {
    const { email } = await member(here)
    const sessions = [await signIn(here, email), await signIn(here, email), await signIn(here, email)]
    const opened = await Promise.all(sessions.map(open))
    expect((await ask('DELETE', '/auth/sessions', sessions[0], here)).body.data).toEqual({ ended: 3 })
    expect(await Promise.all(opened.map(({ closed }) => closed))).toEqual([4401, 4401, 4401])
    for (const session of sessions) await soon(async () => expect(await isIn(session, there)).toBe(false))
  })

  it('ends all of somebody else for an administrator, with their API tokens where that is asked for', async () => {
    const [{ email, id }, admin] = [await member(here), await here.user('admin')]
    const session = await signIn(here, email)
    const [token, other] = [await apiTokenOf(here, id), await member(here)]
    const staying = await signIn(here, other.email)
    const socket = await open(session)
    const end = (query: string) =>
      here.inject({ method: 'DELETE', url: `/api/v1/users/${id}/sessions${query}`, headers: admin.headers })
    expect((await end('')).body.data).toEqual({ ended: 1, revoked: 0 })
    expect(await socket.closed).toBe(4401)
    await soon(async () => expect(await isIn(session, there)).toBe(false))
    const asToken = () => there.inject({ method: 'GET', url: '/api/v1/datasets', headers: token.headers })
    expect((await asToken()).status).toBe(200)
    expect((await end('?tokens=revoke')).body.data).toEqual({ ended: 0, revoked: 1 })
    await soon(async () => expect((await asToken()).status).toBe(401))
    expect(await isIn(staying, there)).toBe(true)
    const { items } = await here.deps.audit.search({ workspaceId: 'default', operation: 'user.end_sessions' }, null, 5)
    expect(items[0]).toMatchObject({ userId: admin.id, dataId: id, details: { ended: 0, revoked: 1 } })
  })
})

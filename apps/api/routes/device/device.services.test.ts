import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { newId } from '@techdeck/core'
import { member, signIn } from '../../testing/sign-in.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
/** Another instance, which the device asks while the person talks to the first. */
let other: TestApi
beforeAll(async () => {
  api = await startApi(({ settings }) => ({ settings: { ...settings, webUrl: 'https://techdeck.example' } }))
  other = await startApi(() => ({}), api.dbName)
}, 60_000)
afterAll(async () => {
  await api?.close()
  await other?.close()
})

const post = async (path: string, payload: object, as?: Pick<TestUser, 'headers'>, on = api) => {
  const { status, body } = await on.inject({
    method: 'POST',
    url: `/api/v1/auth/device${path}`,
    payload,
    headers: { 'user-agent': 'techdeck', ...as?.headers },
  })
  return { status, data: body.data, reason: body.details?.reason, retryAfter: body.retry_after }
}
const begin = async () => (await post('', { client_name: 'laptop' })).data
const redeem = (device_code: string, on = other) => post('/token', { device_code }, undefined, on)

describe('signing in a device', () => {
  it('gives it a session of the person who confirms its code, once', async () => {
    const { email, id } = await member(api, 'moderator')
    const person = await signIn(api, email, 'web')
    const begun = await begin()
    expect(begun).toMatchObject({
      verification_uri: 'https://techdeck.example/device',
      verification_uri_complete: `https://techdeck.example/device#${begun.user_code}`,
      expires_in: 600,
      interval: 5,
    })
    expect(await redeem(begun.device_code)).toMatchObject({
      status: 401,
      reason: 'authorization_pending',
      retryAfter: 5,
    })
    expect(await redeem(begun.device_code)).toMatchObject({ status: 401, reason: 'slow_down', retryAfter: 10 })
    expect((await post('/show', { user_code: begun.user_code }, person)).data).toEqual({
      client_name: 'laptop',
      ip_address: '127.0.0.1',
      user_agent: 'techdeck',
      asked_at: expect.any(String),
    })
    const decision = { user_code: begun.user_code.toLowerCase(), approve: true }
    expect((await post('/decide', decision, person)).data).toEqual({ approved: true })
    const { data } = await redeem(begun.device_code)
    expect(data).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String), user: { id, email } })
    const headers = { authorization: `Bearer ${data.access_token}` }
    const sessions = (await api.inject({ url: '/api/v1/auth/sessions', headers })).body.data
    expect(sessions.map(({ client }: { client: string }) => client)).toEqual(['cli', 'web'])
    expect((await redeem(begun.device_code)).reason).toBe('expired_token')
    expect((await post('/decide', decision, person)).status).toBe(404)
    const { items } = await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, userId: id }, null, 10)
    expect(items.map(({ operation, details }) => [operation, details['by'] ?? details['approve']])).toEqual([
      ['auth.login', 'device'],
      ['auth.device_decide', true],
      ['auth.login', 'password'],
    ])
  })

  it('is turned away where the person says so, and where they may not sign in', async () => {
    const person = await api.user()
    const [denied, inactive] = [await begin(), await begin()]
    await post('/decide', { user_code: denied.user_code, approve: false }, person)
    expect((await redeem(denied.device_code)).reason).toBe('access_denied')
    await post('/decide', { user_code: inactive.user_code, approve: true }, person)
    await api.store.users.update(person.id, { isActive: false })
    expect((await redeem(inactive.device_code)).reason).toBe('user_inactive')
  })

  it('cannot be guessed at: neither the secret, nor the code', async () => {
    expect((await redeem(newId().repeat(2))).reason).toBe('expired_token')
    const person = await api.user()
    const statuses = []
    for (let i = 0; i < 6; i++) statuses.push((await post('/show', { user_code: 'BCDF-GHJK' }, person)).status)
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429])
  })
})

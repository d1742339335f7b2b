import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { ResourceError, createLogger, newId } from '@techdeck/core'
import { accountOf, createGuesses, createLocalThrottle } from './guessing.ts'
import { PASSWORD, member } from './testing/sign-in.ts'
import { startApi, type TestApi } from './testing/start-api.ts'

/** How many hashes were made or compared. */
let hashed = 0
/** Whether too many passwords wait to be looked at. */
let busy = false
let api: TestApi
const start = (dbName?: string) =>
  startApi(
    ({ passwords }) => ({
      passwords: {
        hash: (password) => (hashed++, passwords.hash(password)),
        async matches(hash, password) {
          if (busy) throw new ResourceError('Too many passwords are being checked right now.', { retryAfter: 2 })
          hashed++
          return passwords.matches(hash, password)
        },
      },
    }),
    dbName,
  )
beforeAll(async () => {
  api = await start()
}, 60_000)
afterAll(() => api?.close())

let addresses = 0
const newAddress = () => `10.${(addresses >> 8) & 255}.${addresses++ & 255}.7`
const signIn = async (email: string, password: string, address = newAddress(), on = api) => {
  const payload = { email, password, client: 'cli' }
  const { status, body, headers } = await on.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    payload,
    remoteAddress: address,
  })
  const { request_id: _id, ...rest } = body
  return { status, body: rest, retryAfter: Number(headers['retry-after'] ?? 0) }
}
const nobody = () => `${newId()}@example.org`

describe('guessing passwords', () => {
  it('is answered alike, after as many hashes, whether there is such an account or not, from the first guess to the last', async () => {
    const { email } = await member(api)
    const invited = (await api.user()).email
    const seen = []
    for (const each of [email, nobody(), invited]) {
      hashed = 0
      const answers = []
      for (let i = 0; i < 7; i++) answers.push(await signIn(each, `guess ${i}`))
      seen.push({ answers: answers.map(({ status, body }) => [status, body]), hashed })
    }
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
    expect(seen[0].hashed).toBe(5)
    expect(seen[0].answers.map(([status]) => status)).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it('makes everybody who is not known there wait, with the right password too, until it is reset', async () => {
    const { id, email } = await member(api)
    const home = newAddress()
    expect((await signIn(email, PASSWORD, home)).status).toBe(200)
    for (let i = 0; i < 5; i++) await signIn(email, `guess ${i}`)
    const early = await signIn(email, PASSWORD)
    expect([early.status, early.body.error_code, early.retryAfter]).toEqual([429, 'RATE_LIMIT_EXCEEDED', 5])
    // Where the owner has signed in before, others cannot keep them out.
    expect((await signIn(email, PASSWORD, home)).status).toBe(200)
    const { items } = await api.deps.audit.search(
      { workspaceId: DEFAULT_WORKSPACE, operation: 'auth.login_failed' },
      null,
      5,
    )
    expect(items.map(({ userId, details }) => [userId, details['wait_ms']])).toEqual(
      [5000, 0, 0, 0, 0].map((ms) => [id, ms]),
    )
    await createGuesses(api.deps.throttle, createLogger('test', { level: 'silent' })).forget(accountOf(email))
    expect((await signIn(email, PASSWORD)).status).toBe(200)
  })

  it('is forgotten for the places that somebody signs in from, too, when it is reset', async () => {
    const { email } = await member(api)
    const home = newAddress()
    expect((await signIn(email, PASSWORD, home)).status).toBe(200)
    for (let i = 0; i < 5; i++) await signIn(email, `guess ${i}`, home)
    expect((await signIn(email, PASSWORD, home)).status).toBe(429)
    await createGuesses(api.deps.throttle, createLogger('test', { level: 'silent' })).forget(accountOf(email))
    expect((await signIn(email, PASSWORD, home)).status).toBe(200)
  })

  it('is counted together, whether somebody signs in or shows once more that it is them', async () => {
    const { email, headers } = await member(api)
    const payload = { current_password: 'guess', new_password: 'never looked at, since the other is wrong' }
    for (let i = 0; i < 5; i++)
      await api.inject({ method: 'POST', url: '/api/v1/auth/password', headers, payload, remoteAddress: newAddress() })
    expect((await signIn(email, PASSWORD)).status).toBe(429)
  })

  it('is none while nobody has time to look: it is counted when the password is looked at', async () => {
    const { email } = await member(api)
    busy = true
    for (let i = 0; i < 6; i++) expect((await signIn(email, 'guess')).status).toBe(503)
    busy = false
    expect((await signIn(email, PASSWORD)).status).toBe(200)
  })

  it('is counted over instances, and over their restarts', async () => {
    const { email } = await member(api)
    const other = await start(api.dbName)
    const both = [api, other]
    await Promise.all(Array.from({ length: 10 }, (_, i) => signIn(email, 'guess', newAddress(), both[i % 2])))
    await other.close()
    const restarted = await start(api.dbName)
    // The sixth failure, or too early for it.
    const waits = { ms: [0, 0, 0, 0, 0, 9], keepMs: 60_000 }
    const taken = await restarted.deps.throttle.take(`account:${accountOf(email)}`, waits)
    expect(taken).not.toEqual({ allowed: true, retryAfterMs: 0 })
    await restarted.close()
  })

  it('slows an address down that tries many accounts', async () => {
    const address = newAddress()
    const statuses = []
    for (let i = 0; i < 22; i++) statuses.push((await signIn(nobody(), 'guess', address)).status)
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401))
    expect(statuses[21]).toBe(429)
    expect((await signIn((await member(api)).email, PASSWORD)).status).toBe(200)
  })

  it('is none when many people of one address sign in', async () => {
    const address = newAddress()
    for (let i = 0; i < 21; i++) expect((await signIn((await member(api)).email, PASSWORD, address)).status).toBe(200)
  })
})

describe('waits', () => {
  it('grow to a quarter of an hour, and lock for a day after a hundred failures', async () => {
    let now = 0
    const throttle = createLocalThrottle(() => now)
    const guesses = createGuesses(throttle, createLogger('test', { level: 'silent' }))
    const waited: number[] = []
    for (let i = 0; i < 101; i++) {
      await guesses.attempt('somebody', `address ${i}`, async (waitMs) => {
        waited.push(waitMs / 1000)
        now += waitMs
        return null
      })
    }
    expect(waited.slice(0, 8)).toEqual([0, 0, 0, 0, 5, 10, 20, 40])
    expect(waited.slice(15, 17)).toEqual([900, 900])
    expect(waited.slice(98)).toEqual([900, 86_400, 86_400])
  })

  it('are counted by the process itself while Redis is away', async () => {
    const away = new Proxy(createLocalThrottle(), { get: () => () => Promise.reject(new Error('away')) })
    const guesses = createGuesses(away, createLogger('test', { level: 'silent' }))
    const guess = (address: string) => guesses.attempt('somebody', address, async () => null)
    for (let i = 0; i < 5; i++) await guess(`address ${i}`)
    await expect(guess('another')).rejects.toMatchObject({ code: 'RATE_LIMIT_EXCEEDED' })
  })
})

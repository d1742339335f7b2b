import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DEFAULT_WORKSPACE } from '@techdeck/contracts'
import { codeOf, enrolledFactor } from '../../testing/second-factor.ts'
import { PASSWORD, member, signIn, type SignedIn } from '../../testing/sign-in.ts'
import { startApi, type TestApi, type TestUser } from '../../testing/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi()
}, 60_000)
afterAll(() => api?.close())

const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, as: Pick<TestUser, 'headers'>, payload?: object) =>
  api.inject({ method, url: `/api/v1${path}`, headers: as.headers, ...(payload && { payload }) })
const post = (path: string, as: Pick<TestUser, 'headers'>, payload: object) =>
  ask('POST', `/auth/second-factor${path}`, as, payload)
const login = async (email: string, totp?: string) => {
  const payload = { email, password: PASSWORD, client: 'cli', ...(totp !== undefined && { totp }) }
  const { status, body } = await api.inject({ method: 'POST', url: '/api/v1/auth/login', payload })
  return status === 200 ? 'in' : body.details?.reason
}
const operations = async (userId: string) =>
  (await api.deps.audit.search({ workspaceId: DEFAULT_WORKSPACE, userId }, null, 50)).items.map(
    ({ operation }) => operation,
  )

/** A user with a second factor, who is signed in. */
async function enrolled(): Promise<{ user: TestUser; secret: string; codes: string[] }> {
  const user = await member(api)
  return { user, ...(await enrolledFactor(api, user.id)) }
}

describe('a second factor', () => {
  it('is enrolled by who shows their password again, and counts from its first code on', async () => {
    const user = await member(api)
    const [here, elsewhere]: SignedIn[] = [await signIn(api, user.email), await signIn(api, user.email)]
    expect((await post('', here, { current_password: 'wrong' })).body.details).toEqual([
      { path: 'current_password', problem: 'wrong' },
    ])
    const begun = await post('', here, { current_password: PASSWORD })
    const { secret, uri } = begun.body.data
    expect(begun.status).toBe(201)
    expect(uri).toContain(`otpauth://totp/TechDeck:${encodeURIComponent(user.email)}?issuer=TechDeck&secret=${secret}`)
    expect(await login(user.email)).toBe('in')
    expect((await post('/confirm', here, { totp: '000000' })).status).toBe(400)
    const { recovery_codes: codes } = (await post('/confirm', here, { totp: codeOf(secret) })).body.data
    expect(new Set(codes).size).toBe(10)
    expect(codes[0]).toMatch(/^\w{5}-\w{5}-\w{5}$/)
    expect(await login(user.email)).toBe('totp_required')
    expect((await ask('GET', '/auth/me', elsewhere)).status).toBe(401)
    expect((await ask('GET', '/auth/second-factor', here)).body.data).toMatchObject({
      active: true,
      recovery_codes_left: 10,
    })
    expect((await post('', here, { current_password: PASSWORD })).status).toBe(409)
    expect(await operations(user.id)).toEqual(
      expect.arrayContaining(['second_factor.begin', 'second_factor.enrol', 'auth.reauthentication_failed']),
    )
  })

  it('takes each code once, one of the half minute before or behind too, and none that is older than the last', async () => {
    const { user, secret } = await enrolled()
    expect(await login(user.email, codeOf(secret))).toBe('totp_invalid')
    const next = codeOf(secret, 1)
    const tries = await Promise.all([1, 2, 3].map(() => login(user.email, next)))
    expect(tries.filter((each) => each === 'in')).toHaveLength(1)
    expect(await login(user.email, codeOf(secret, -1))).toBe('totp_invalid')
    expect(await login(user.email, codeOf(secret, 3))).toBe('totp_invalid')
  })

  it('has recovery codes, each good once, however they are typed', async () => {
    const { user, codes } = await enrolled()
    const [first = '', second = ''] = codes
    expect(await login(user.email, ` ${first.toUpperCase().replaceAll('-', ' ')}`)).toBe('in')
    expect(await login(user.email, first)).toBe('totp_invalid')
    const { body } = await post('/recovery-codes', user, { current_password: PASSWORD, totp: second })
    expect(body.data.recovery_codes).toHaveLength(10)
    expect(await login(user.email, codes[2])).toBe('totp_invalid')
    expect(await login(user.email, body.data.recovery_codes[0])).toBe('in')
  })

  it('cannot be guessed: codes are slowed down by themselves, and signing in without one does not help', async () => {
    const { user } = await enrolled()
    const answers = []
    for (let i = 0; i < 7; i++) {
      answers.push(await login(user.email, `00000${i}`))
      await login(user.email)
    }
    expect(answers.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'totp_invalid'))
    expect(answers.slice(5)).toEqual([undefined, undefined])
  })

  it('is taken away by who shows both factors, where the password may stand alone', async () => {
    const { user, secret, codes } = await enrolled()
    expect((await post('/remove', user, { current_password: 'wrong', totp: codeOf(secret, 1) })).status).toBe(400)
    expect((await post('/remove', user, { current_password: PASSWORD, totp: '000000' })).status).toBe(400)
    const short = { current_password: PASSWORD, new_password: 'kestrel9' }
    await api.inject({ method: 'POST', url: '/api/v1/auth/password', headers: user.headers, payload: short })
    const refused = await post('/remove', user, { current_password: 'kestrel9', totp: codes[0] })
    expect([refused.status, refused.body.user_message]).toEqual([409, expect.stringContaining('15 characters')])
    const long = { current_password: 'kestrel9', new_password: PASSWORD }
    await api.inject({ method: 'POST', url: '/api/v1/auth/password', headers: user.headers, payload: long })
    const { body } = await post('/remove', user, { current_password: PASSWORD, totp: codeOf(secret, 1) })
    expect(body.data).toEqual({ active: false, since: null, recovery_codes_left: 0 })
    expect(await login(user.email)).toBe('in')
    expect(await operations(user.id)).toEqual(
      expect.arrayContaining(['second_factor.remove', 'second_factor.failed', 'auth.password_change']),
    )
  })

  it('is reset by an administrator, for who lost all of it', async () => {
    const { user } = await enrolled()
    const admin = await api.user('admin')
    expect((await ask('DELETE', `/users/${user.id}/second-factor`, user)).status).toBe(403)
    expect((await ask('DELETE', `/users/${user.id}/second-factor`, admin)).body.data.active).toBe(false)
    expect(await login(user.email)).toBe('in')
    expect(await operations(admin.id)).toContain('second_factor.reset')
  })

  it('is kept sealed, and its codes as hashes', async () => {
    const { user, secret, codes } = await enrolled()
    const kept = JSON.stringify(await api.store.secondFactors.get(user.id))
    expect(kept).not.toContain(secret)
    for (const code of codes) expect(kept).not.toContain(code.replaceAll('-', ''))
  })
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { credentialsFile, readCredentials } from '../session/credentials.ts'
import { failure, fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const CODES = ['aaaaa-bbbbb-ccccc', 'ddddd-eeeee-fffff']
const URI = 'otpauth://totp/TechDeck:ada?secret=ABCDEFGH&issuer=TechDeck'
let folder: string
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-second-factor-'))
  api = await fakeApi(answer)
})
beforeEach(() => void api.asked.splice(0))
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

function answer({ method, path, body }: Asked) {
  const ok = (data: unknown) => ({ body: { success: true, data } })
  const { totp } = Object(body) as { totp?: string }
  if (path === '/api/v1/auth/login')
    return totp === '123456'
      ? ok({ access_token: 't', token_type: 'Bearer', expires_in: 600, refresh_token: 'r', user: USER })
      : { status: 401, body: failure('AUTHENTICATION_ERROR', 'Type the code.', { reason: 'totp_required' }) }
  if (path.endsWith('/confirm') || path.endsWith('/recovery-codes')) return ok({ recovery_codes: CODES })
  if (path.endsWith('/remove')) return ok({ active: false, since: null, recovery_codes_left: 0 })
  if (path.startsWith('/api/v1/users?')) return { body: { success: true, data: [USER], meta: { next_cursor: null } } }
  if (method === 'DELETE') return ok({ active: false, since: null, recovery_codes_left: 0 })
  if (method === 'POST') return ok({ secret: 'ABCDEFGH', uri: URI })
  return ok({ active: true, since: '2026-01-01T00:00:00.000Z', recovery_codes_left: 7 })
}
const USER = {
  id: 'u1',
  email: 'ada@example.org',
  role: 'user',
  created_at: '2026-01-01T00:00:00.000Z',
  last_login: null,
  is_active: true,
  has_password: true,
  reset_requested_at: null,
}

const cli = (args: string[], input = '') => {
  const stdin = new PassThrough()
  stdin.end(input)
  const environment = { TECHDECK_HOME: folder, TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 'mine' }
  return run(args, { environment, stdin: () => stdin })
}
const sent = () => api.asked.map(({ method, path, body }) => [method, path.replace('/api/v1', ''), body])

describe('techdeck second-factor', () => {
  it('says whether there is one', async () => {
    expect((await cli(['second-factor'])).lines).toEqual(['There is a second factor; 7 recovery codes are left.'])
    expect((await cli(['second-factor', '--json'])).json()).toMatchObject([{ active: true, recovery_codes_left: 7 }])
  })

  it('is enrolled by password and confirmed by code, with a picture and the codes on the way', async () => {
    const { lines } = await cli(['second-factor', 'enrol'], 'my password\n')
    expect(lines.join('\n')).toMatch(/[█▀▄]{20}[^]*Secret {2}ABCDEFGH/)
    expect((await cli(['second-factor', 'confirm', '123456'])).lines).toEqual(CODES)
    expect(sent()).toEqual([
      ['POST', '/auth/second-factor', { current_password: 'my password' }],
      ['POST', '/auth/second-factor/confirm', { totp: '123456' }],
    ])
  })

  it('asks for no password where nothing runs that it could be sent to', async () => {
    const { exitCode, notes } = await run(['second-factor', 'enrol'], {
      environment: { TECHDECK_HOME: folder },
      stdin: () => {
        throw new Error('was asked')
      },
    })
    expect([exitCode, notes[0]]).toEqual([5, expect.stringContaining('TechDeck does not run here')])
  })

  it('takes both factors for new codes and for its end', async () => {
    expect((await cli(['second-factor', 'recovery-codes', '123456', '--json'], 'pw\n')).json()).toEqual([
      { recovery_codes: CODES },
    ])
    expect((await cli(['second-factor', 'remove', '123456'], 'pw\n')).exitCode).toBe(0)
    const both = { current_password: 'pw', totp: '123456' }
    expect(sent()).toEqual([
      ['POST', '/auth/second-factor/recovery-codes', both],
      ['POST', '/auth/second-factor/remove', both],
    ])
  })

  it('is reset for somebody else by administrators', async () => {
    expect((await cli(['users', 'reset-second-factor', 'ada@example.org'])).exitCode).toBe(0)
    expect(sent().at(-1)).toEqual(['DELETE', '/users/u1/second-factor', undefined])
  })

  it('gives its code at sign-in', async () => {
    const without = await cli(['login', 'ada@example.org'], 'pw\n')
    expect([without.exitCode, without.notes[0]]).toEqual([3, 'techdeck: Type the code.'])
    expect((await cli(['login', 'ada@example.org', '--code', '123456'], 'pw\n')).exitCode).toBe(0)
    expect(await readCredentials(credentialsFile(folder))).toMatchObject({ email: 'ada@example.org' })
  })
})

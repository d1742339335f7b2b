import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { failure, fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'
import { credentialsFile } from './credentials.ts'

/** What the API says one after the other. */
const REASONS = ['authorization_pending', 'slow_down', null] as (string | null)[]
let turnedAway = false
let folder: string
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-device-'))
  api = await fakeApi(({ path }) => {
    const ok = (data: unknown) => ({ body: { success: true, data } })
    if (path === '/api/v1/auth/device')
      return ok({
        device_code: 'd'.repeat(43),
        user_code: 'BCDF-GHJK',
        verification_uri: 'https://techdeck.example/device',
        verification_uri_complete: 'https://techdeck.example/device#BCDF-GHJK',
        expires_in: 600,
        interval: 0.01,
      })
    const reason = turnedAway ? 'access_denied' : REASONS.shift()
    if (reason)
      return {
        status: 401,
        body: { ...failure('AUTHENTICATION_ERROR', 'Not yet.', { reason }), retry_after: 0.01 },
      }
    const user = { id: 'u', email: 'ada@example.org', role: 'user' }
    return ok({ access_token: 'a', token_type: 'Bearer', expires_in: 600, refresh_token: 'r', user })
  })
})
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})
const login = () =>
  run(['login', '--device', '--json'], { environment: { TECHDECK_HOME: folder, TECHDECK_API_URL: api.url } })

describe('techdeck login --device', () => {
  it('shows the code, waits for a person, and keeps the session for the owner alone', async () => {
    const { exitCode, notes, json } = await login()
    expect([exitCode, json()]).toEqual([0, [expect.objectContaining({ email: 'ada@example.org' })]])
    expect(notes.join(' ')).toContain('https://techdeck.example/device#BCDF-GHJK')
    expect(notes.join(' ')).toContain('confirm this code: BCDF-GHJK')
    expect(api.asked.filter(({ path }) => path.endsWith('/token'))).toHaveLength(3)
    expect((await stat(credentialsFile(folder))).mode & 0o777).toBe(0o600)
    expect(await readFile(credentialsFile(folder), 'utf8')).toContain('"refresh_token": "r"')
  })

  it('ends with code 3 when it is turned away', async () => {
    turnedAway = true
    expect((await login()).exitCode).toBe(3)
  })
})

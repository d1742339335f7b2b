import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { checkMachine, readDevstackEnv } from './index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'))
})
afterAll(() => rm(folder, { recursive: true }))

const check = async (environment: Record<string, string>) => {
  const env = readDevstackEnv({ TECHDECK_HOME: folder, DOCKER_HOST: 'unix:///nothing', ...environment })
  return new Map((await checkMachine(env)).map((each) => [each.name, each]))
}

describe('the look at a machine', () => {
  it('says what the first start will fetch, and that the database is for development', async () => {
    const checks = await check({ PATH: '' })
    expect([...checks.keys()]).toEqual(['node', 'python', 'port', 'disk', 'redis', 'mongo'])
    expect(checks.get('redis')).toMatchObject({ ok: true, detail: 'fetched by the first start' })
    expect(checks.get('mongo')?.detail).toContain('never for production')
    expect(checks.get('python')).toMatchObject({ ok: false, detail: expect.stringContaining('TECHDECK_PYTHON') })
  })

  it('says which named server does not answer, and asks for no Python then', async () => {
    const nowhere = { REDIS_URL: 'redis://127.0.0.1:1', MONGODB_URI: 'mongodb://127.0.0.1:1' }
    const checks = await check({ PATH: '', ...nowhere })
    expect(checks.get('redis')).toMatchObject({ ok: false, detail: 'REDIS_URL does not answer' })
    expect(checks.get('mongo')).toMatchObject({ ok: false, detail: 'MONGODB_URI does not answer' })
    expect(checks.get('python')?.ok).toBe(true)
  })
})

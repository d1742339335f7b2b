import { describe, expect, it } from '@jest/globals'
import { readApiEnv } from './env.ts'
import { isOriginAllowed } from './gateway/origin.ts'
import { createPasswords } from './passwords.ts'
import { parseRange } from './routes/pipeline/byte-range.ts'
import { weighted } from './routes/pipeline/weighted.ts'
import { Watchers } from './watchers.ts'

describe('the environment', () => {
  const needed = { REDIS_URL: 'redis://127.0.0.1', MONGODB_URI: 'mongodb://127.0.0.1' }

  it('needs servers, and has a default for everything else', () => {
    expect(readApiEnv({ ...needed, TECHDECK_HOME: '/home/t' })).toMatchObject({
      host: '127.0.0.1',
      port: 5000,
      metrics: undefined,
      artifacts: '/home/t/data/artifacts',
      keyFile: '/home/t/keys/ring.json',
      firstAdmin: undefined,
      settings: {
        acceptLocalTokens: false,
        corsOrigins: [],
        webUrl: undefined,
        sessions: {
          web: { idleMs: 15 * 60_000, maxMs: 12 * 3_600_000 },
          cli: { idleMs: 15 * 60_000, maxMs: 12 * 3_600_000 },
        },
      },
    })
    expect(() => readApiEnv({})).toThrow(/REDIS_URL.*MONGODB_URI/)
  })

  it('accepts tokens of the local stack only where it is told to', () => {
    const accepts = (value: string) =>
      readApiEnv({ ...needed, TECHDECK_LOCAL_TOKENS: value }).settings.acceptLocalTokens
    expect(['on', 'off', ''].map(accepts)).toEqual([true, false, false])
    expect(() => accepts('yes')).toThrow('TECHDECK_LOCAL_TOKENS')
  })

  it('takes origins as browsers send them, and an address of the web page', () => {
    const { settings } = readApiEnv({
      ...needed,
      CORS_ORIGINS: 'https://app.example.org, http://localhost:4321',
      TECHDECK_WEB_URL: 'https://techdeck.example/',
      WEB_IDLE_MINUTES: '20',
    })
    expect(settings).toMatchObject({
      corsOrigins: ['https://app.example.org', 'http://localhost:4321'],
      webUrl: 'https://techdeck.example',
      sessions: { web: { idleMs: 20 * 60_000 } },
    })
    for (const wrong of ['*', 'app.example.org', 'https://app.example.org/'])
      expect(() => readApiEnv({ ...needed, CORS_ORIGINS: wrong })).toThrow('CORS_ORIGINS')
    expect(() => readApiEnv({ ...needed, TECHDECK_WEB_URL: 'javascript:alert(1)' })).toThrow('TECHDECK_WEB_URL')
  })

  it('limits the sockets of a user where it is told to', () => {
    const env = { ...needed, SOCKETS_PER_USER: '3' }
    expect(readApiEnv(env).settings).toMatchObject({
      gateway: { socketsPerUser: 3 },
    })
    expect(readApiEnv(needed).settings).toMatchObject({ gateway: {} })
  })

  it('names what is wrong, never the value', () => {
    const wrong = { ...needed, TECHDECK_ADMIN_EMAIL: 'admin@example.org', TECHDECK_ADMIN_PASSWORD: 'tooshort' }
    expect(() => readApiEnv(wrong)).toThrow('TECHDECK_ADMIN_PASSWORD')
    expect(() => readApiEnv(wrong)).not.toThrow('tooshort')
    expect(() => readApiEnv({ ...needed, TECHDECK_ADMIN_EMAIL: 'admin@example.org' })).toThrow(
      'TECHDECK_ADMIN_PASSWORD',
    )
  })
})

describe('a range', () => {
  it.each([
    [undefined, null],
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=90-', { start: 90, end: 100 }],
    ['bytes=90-200', { start: 90, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=9-3', null],
    ['bytes=-', null],
    ['bytes=0-1,4-5', null],
    ['rows=0-1', null],
  ])('%s of 100 bytes is %j', (header, range) => {
    expect(parseRange(header, 100)).toEqual(range)
  })

  it('of nothing has no bytes', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
  })
})

const scoreView = (score: number, ...recommendations: string[]) => ({ score, id: `v${score}`, recommendations })

describe('results of several data sets', () => {
  it('are weighted means with all recommendations', () => {
    const parts = [
      { weight: 3, view: scoreView(1, 'a', 'b') },
      { weight: 1, view: scoreView(0, 'b', 'c') },
    ]
    expect(weighted(parts, ['score'])).toEqual({ score: 0.75, id: 'v1', recommendations: ['a', 'b', 'c'] })
    expect(weighted(parts.slice(0, 1), ['score'])).toBe(parts[0].view)
    expect(weighted([], [])).toBeNull()
  })
})

describe('passwords', () => {
  it('fit their hash alone, and no hash takes as much work as a wrong one', async () => {
    const passwords = createPasswords()
    const hash = await passwords.hash('one')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await passwords.matches(hash, 'one')).toBe(true)
    expect(await passwords.matches(hash, 'two')).toBe(false)
    expect(await passwords.matches('!', 'one')).toBe(false)
    expect(await passwords.matches(null, 'nobody has this password')).toBe(false)
    // Work rather than time, which says nothing beside other work.
    const workOf = async (known: string | null) => {
      const before = process.cpuUsage()
      for (let i = 0; i < 5; i++) await passwords.matches(known, 'guess')
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    // The least of several, since what else this process has to do counts, too.
    const leastOf = async (known: string | null) =>
      Math.min(await workOf(known), await workOf(known), await workOf(known))
    const ratio = (await leastOf(null)) / (await leastOf(hash))
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })
})

describe('the origin of a socket', () => {
  it.each([
    [undefined, true],
    ['http://deck.example:8080', true],
    ['https://other.example', true],
    ['http://deck.example', false],
    ['https://evil.example', false],
    ['https://other.example.evil', false],
    ['null', false],
    ['', false],
  ])('%j: %s', (origin, isAllowed) => {
    const headers = { host: 'deck.example:8080', ...(origin !== undefined && { origin }) }
    expect(isOriginAllowed(headers, ['https://other.example'])).toBe(isAllowed)
  })
})

describe('watchers', () => {
  it('are counted in and out', () => {
    const watchers = new Watchers()
    const leave = [watchers.enter('x'), watchers.enter('x')]
    expect(watchers.count('x')).toBe(2)
    for (const each of leave) each()
    expect(watchers.count('x')).toBe(0)
  })
})

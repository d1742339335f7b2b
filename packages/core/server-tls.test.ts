import { describe, expect, it } from '@jest/globals'
import { readServerTls } from './server-tls.ts'

const attempt = (environment: Record<string, string>) => {
  try {
    return readServerTls(environment)
  } catch (error) {
    return error
  }
}

describe('TLS to servers', () => {
  it('is as the addresses say, and 1.3 alone', () => {
    const plain = { REDIS_URL: 'redis://r', MONGODB_URI: 'mongodb://m/?replicaSet=a' }
    expect(readServerTls(plain)).toEqual({ redis: undefined, mongo: undefined })
    const secure = { redis: { minVersion: 'TLSv1.3' }, mongo: { minVersion: 'TLSv1.3' } }
    for (const MONGODB_URI of ['mongodb://m/?tls=true', 'mongodb://m/?w=1&ssl=true', 'mongodb+srv://m.example.org/'])
      expect(readServerTls({ REDIS_URL: 'rediss://r', MONGODB_URI })).toEqual(secure)
    const ca = import.meta.filename
    expect(readServerTls({ REDIS_URL: 'rediss://r', REDIS_TLS_CA: ca }).redis?.ca).toContain('is as the addresses say')
  })

  it.each([
    ['REDIS_URL', { TLS_REQUIRED: 'on', REDIS_URL: 'redis://user:secret@r' }],
    ['MONGODB_URI', { TLS_REQUIRED: 'on', REDIS_URL: 'rediss://r', MONGODB_URI: 'mongodb://user:secret@m' }],
    ['MONGODB_URI', { MONGODB_URI: 'mongodb://m/?tls=true&tlsAllowInvalidCertificates=true' }],
    ['MONGODB_URI', { MONGODB_URI: 'mongodb://m/?tls=true&tlsInsecure=true' }],
    ['REDIS_TLS_CA', { REDIS_URL: 'rediss://r', REDIS_TLS_CA: '/none/ca.pem' }],
    ['TLS_REQUIRED', { TLS_REQUIRED: 'perhaps' }],
  ])('is refused by an unusable %s, which is never quoted', (name, environment) => {
    const error = attempt(environment)
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', message: expect.stringContaining(name) })
    expect(String(error)).not.toMatch(/secret|none|perhaps/)
  })
})

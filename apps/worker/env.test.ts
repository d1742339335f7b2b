import { describe, expect, it } from '@jest/globals'
import { STAGES } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { readWorkerEnv } from './env.ts'

const given = { REDIS_URL: 'redis://127.0.0.1:6379', MONGODB_URI: 'mongodb://127.0.0.1:27017' }

describe('the environment of a worker', () => {
  it('needs Redis and MongoDB, and serves all stages unless told otherwise', () => {
    const env = readWorkerEnv({ ...given, TECHDECK_HOME: '/home/x' })
    expect(env).toMatchObject({
      redisUrl: given.REDIS_URL,
      mongoUri: given.MONGODB_URI,
      stages: [...STAGES],
      host: '127.0.0.1',
      port: 0,
      artifacts: '/home/x/data/artifacts',
      keyFile: '/home/x/keys/ring.json',
    })
    expect(env.threads).toBeGreaterThan(0)
  })

  it('takes what is set', () => {
    const set = {
      STAGES: 'validation,quality',
      PORT: '9100',
      HOST: '0.0.0.0',
      WORKER_THREADS: '3',
      WORKER_MEMORY_MB: '128',
      RECONCILE_MS: '500',
      UNPACK_MAX_DEPTH: '2',
      LOG_LEVEL: 'warn',
      TECHDECK_ARTIFACTS: '/a',
      TECHDECK_KEY_FILE: '/k',
    }
    expect(readWorkerEnv({ ...given, ...set })).toMatchObject({
      stages: ['validation', 'quality'],
      port: 9100,
      host: '0.0.0.0',
      threads: 3,
      threadMemoryMb: 128,
      reconcileMs: 500,
      unpackLimits: { maxDepth: 2 },
      logLevel: 'warn',
      artifacts: '/a',
      keyFile: '/k',
    })
  })

  it('names each variable that is not usable, and not its value', () => {
    let caught: unknown
    try {
      readWorkerEnv({ REDIS_URL: 'hunter2', STAGES: 'validation,enrichment', WORKER_THREADS: '0' })
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(ValidationError)
    const { message } = caught as ValidationError
    for (const name of ['REDIS_URL', 'MONGODB_URI', 'STAGES', 'WORKER_THREADS']) expect(message).toContain(name)
    expect(message).not.toMatch(/hunter2|enrichment/)
  })
})

import { describe, expect, it } from '@jest/globals'
import { STAGES, pendingStage, type Execution } from '@techdeck/contracts'
import {
  AuthenticationError,
  ConflictError,
  DecryptionError,
  PrivacyViolationError,
  ProcessingError,
  ProcessingFinalError,
  RateLimitExceededError,
  ResourceError,
  ValidationError,
  delay,
  seeded,
} from '@techdeck/core'
import {
  ERROR_FAMILIES,
  ErrorRecoveryManager,
  STRATEGIES,
  estimatedWait,
  familyOf,
  judge,
  paceOf,
  partialErrorOf,
} from './index.ts'

const away = () => Promise.reject(new ResourceError('It is away.'))

describe('what is done about an error', () => {
  it.each([
    [new ValidationError('x'), 'validation'],
    [new ProcessingError('x'), 'processing'],
    [new ProcessingFinalError('x'), 'processing'],
    [Object.assign(new Error('x'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }), 'processing'],
    [new ResourceError('x'), 'resource'],
    [new PrivacyViolationError('x'), 'privacy'],
    [new DecryptionError('x'), 'privacy'],
    [new RateLimitExceededError('x'), 'rate_limit'],
    [new AuthenticationError('x'), 'authentication'],
    [new TypeError('x'), 'unknown'],
    [null, 'unknown'],
  ] as const)('%s is of the family %s', (error, family) => expect(familyOf(error)).toBe(family))

  it('is decided for every family, and waits 2, 4 and 8 s before it is done again', () => {
    expect(Object.keys(STRATEGIES).toSorted()).toEqual(ERROR_FAMILIES.toSorted())
    const attempts = (error: unknown) =>
      [1, 2, 3, 4].map((attempt) => {
        const { remedy, code, retryAfter } = judge(error, attempt)
        return `${remedy} ${code} ${retryAfter}`
      })
    expect(attempts(new ProcessingError('x'))).toEqual([
      'retry PROCESSING_ERROR_RETRY 2',
      'retry PROCESSING_ERROR_RETRY 4',
      'retry PROCESSING_ERROR_RETRY 8',
      'park PROCESSING_ERROR_FINAL 0',
    ])
    expect(new Set(attempts(new ValidationError('x')))).toEqual(new Set(['park VALIDATION_ERROR 0']))
    expect(new Set(attempts(new ProcessingFinalError('x')))).toEqual(new Set(['park PROCESSING_ERROR_FINAL 0']))
    expect(attempts(new ResourceError('x')).at(-1)).toBe('wait RESOURCE_UNAVAILABLE 8')
    expect(attempts(new TypeError('x')).at(-1)).toBe('park POISON 0')
    expect(judge(new ResourceError('x'), 4, true)).toMatchObject({ remedy: 'park', code: 'RESOURCE_UNAVAILABLE' })
  })
})

describe('a dependency', () => {
  it('that was away five times in a row is left alone, and asked again after a while', async () => {
    const recovery = new ErrorRecoveryManager()
    const settings = { pauseMs: 20, longestPauseMs: 20 }
    let asked = 0
    const disk = recovery.guard('disk', { write: () => (asked++, away()), name: () => 'disk' }, ['write'], settings)
    for (let time = 0; time < 5; time++)
      await expect(disk.write()).rejects.toMatchObject({ code: 'RESOURCE_UNAVAILABLE' })
    expect(recovery.states()).toEqual({ disk: 'open' })
    await expect(disk.write()).rejects.toMatchObject({ code: 'CIRCUIT_BREAKER_OPEN', status: 503, retryAfter: 1 })
    expect([asked, disk.name()]).toEqual([5, 'disk'])
    const comesBack = async () => {
      for (;;) {
        const answer = await recovery.run('disk', async () => 'written', settings).catch(() => null)
        if (answer !== null) return answer
        await delay(5)
      }
    }
    expect([await comesBack(), recovery.states()]).toEqual(['written', { disk: 'closed' }])
  })

  it('is not blamed for what is wrong with a call', async () => {
    const recovery = new ErrorRecoveryManager()
    for (let time = 0; time < 20; time++)
      await recovery.run('mongo', () => Promise.reject(new ConflictError('x'))).catch(() => {})
    expect(recovery.states()).toEqual({ mongo: 'closed' })
  })

  it('is not blamed for what another did', async () => {
    const recovery = new ErrorRecoveryManager()
    for (let time = 0; time < 9; time++) await recovery.run('disk', away).catch(() => {})
    expect([await recovery.run('mongo', async () => 1), recovery.states()]).toEqual([
      1,
      { disk: 'open', mongo: 'closed' },
    ])
  })

  it('has so many calls at once, so many that wait, and refuses the others', async () => {
    const recovery = new ErrorRecoveryManager()
    const { promise, resolve } = Promise.withResolvers<number>()
    const calls = Array.from({ length: 6 }, () => recovery.run('slow', () => promise, { atOnce: 2, waiting: 3 }))
    const refused = calls[5].catch((error: unknown) => error)
    resolve(7)
    expect(await refused).toMatchObject({ code: 'RESOURCE_UNAVAILABLE', details: { dependency: 'slow' } })
    expect(await Promise.all(calls.slice(0, 5))).toEqual([7, 7, 7, 7, 7])
  })
})

describe('the estimated wait', () => {
  it('is within a factor of two of what it comes to, in 200 queues of runs that share the workers', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed)
      const perShard = 0.5 + random.next() * 4
      const jitter = () => perShard * (0.6 + random.next() * 0.8)
      const shard = 256
      const runs = Array.from({ length: 1 + random.below(6) }, (_, at) => ({
        id: `${at}`,
        left: 3 + random.below(200),
      }))
      const asked = runs[random.below(runs.length)].id
      // What earlier runs came to, as they said at their end.
      const earlier = Array.from({ length: 5 }, () => {
        const shards = 5 + random.below(50)
        const ms = Array.from({ length: shards }, jitter).reduce((sum, one) => sum + one, 0) * 1000
        return {
          status: 'completed',
          stages: {},
          metrics: { conversations_in: shards * shard, duration_ms: ms },
        } as const
      })
      const told = estimatedWait(
        asked,
        runs.map(({ id, left }) => ({ id, conversations: left * shard })),
        paceOf(earlier)!,
      )
      let took = 0
      while (runs.find(({ id }) => id === asked)!.left > 0)
        for (const run of runs) if (run.left > 0) [run.left, took] = [run.left - 1, took + jitter()]
      expect({ seed, within: told / took > 0.5 && told / took < 2 }).toEqual({ seed, within: true })
    }
  })

  it('is not known before anything was done', () => {
    const stages = { d: { quality: { ...pendingStage(), status: 'reused' as const } } }
    expect(paceOf([{ status: 'completed', stages, metrics: { conversations_in: 5, duration_ms: 1 } }])).toBeNull()
    expect(paceOf([{ status: 'failed', stages: {}, metrics: { conversations_in: 5, duration_ms: 1 } }])).toBeNull()
  })
})

describe('what an execution that ended in part says', () => {
  const chain = (changes: Execution['stages'][string] = {}): Execution['stages'][string] => ({
    ...Object.fromEntries(STAGES.map((stage) => [stage, { ...pendingStage(), status: 'completed' as const }])),
    ...changes,
  })
  const execution = (stages: Execution['stages']) => ({
    stagesPlanned: [...STAGES],
    stages,
    datasets: Object.keys(stages).map((datasetId) => ({ datasetId, version: 1, weight: 50, sha256: '' })),
  })
  const failed = (from: number) =>
    chain(
      Object.fromEntries(
        STAGES.slice(from).map((stage, at) => [
          stage,
          { ...pendingStage(), status: at === 0 ? ('failed' as const) : ('skipped' as const) },
        ]),
      ),
    )

  it('counts a chain that failed as a whole', () => {
    expect(partialErrorOf(execution({ a: chain(), b: failed(2) }))).toMatchObject({
      code: 'PARTIAL_PROCESSING',
      processed_percentage: 50,
      missing: [{ dataset_id: 'b', stage: 'validation', conversations: 50 }],
    })
  })

  it('is nothing where all came through', () => expect(partialErrorOf(execution({ a: chain() }))).toBeNull())
})

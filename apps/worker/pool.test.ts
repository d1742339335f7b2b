import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { KeyUse } from '@techdeck/artifacts'
import { createLogger, describeError } from '@techdeck/core'
import type { InspectTask, ShardTask } from '@techdeck/pipeline'
import { createPool, type ThreadPool } from './pool.ts'

const logger = createLogger('test', { level: 'silent' })
const entry = new URL('./testing/misbehaving-thread.ts', import.meta.url)
const running = new AbortController().signal
/** What a thread says or throws; errors of threads are of no class of ours. */
const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => describeError(error),
  )

describe('a pool of threads', () => {
  let pool: ThreadPool
  const told: KeyUse[] = []
  const used = async (uses: readonly KeyUse[]) => void told.push(...uses)
  beforeAll(() => {
    pool = createPool({ threads: 2, memoryMb: 32, artifacts: tmpdir(), stages: [], logger, entry, used })
  })
  afterAll(() => pool.close())
  const run = (output: string, signal = running) => pool.shard({ output } as ShardTask, signal)

  it('answers what the thread answers, and knows how much waits or runs', async () => {
    expect(pool.load).toBe(0)
    const works = ['wait', 'wait', 'third'].map((output) => run(output))
    expect(pool.load).toBe(3)
    expect(await Promise.all(works)).toEqual(['wait', 'wait', 'third'])
    expect(pool.load).toBe(0)
  })

  it.each(['exit', 'memory', 'crash'])(
    'says of a thread that is lost that trying again may help, and goes on: %s',
    async (way) => {
      expect(await outcomeOf(run(way))).toMatchObject({ retryable: true })
      expect(await run('alive')).toBe('alive')
      expect(pool.load).toBe(0)
    },
  )

  it.each(['exit', 'memory', 'crash', 'alive'])(
    'knows what a thread encrypted and decrypted, also of one that is lost: %s',
    async (way) => {
      told.splice(0)
      await outcomeOf(run(way))
      const use = {
        operation: 'decrypt',
        datasetId: 'd',
        executionId: null,
        dataType: 'uploads',
        artifacts: 1,
        bytes: 7,
      }
      expect(told).toEqual([use])
    },
  )

  it('ends a task that never returns when it is told to, and its thread', async () => {
    const stop = new AbortController()
    const before = told.length
    const hanging = outcomeOf(run('hang', stop.signal))
    await run('wait')
    stop.abort()
    const started = performance.now()
    expect(await hanging).toHaveProperty('code')
    // Of the task that was ended and of the one beside it.
    expect(told.length).toBe(before + 2)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(await Promise.all([run('a'), run('b')])).toEqual(['a', 'b'])
  })

  it('does not begin a task that was stopped before', async () => {
    await expect(run('hang', AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
    expect(pool.load).toBe(0)
  })
})

describe('a thread of ours', () => {
  let folder: string
  let pool: ThreadPool
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'techdeck-pool-'))
    pool = createPool({ threads: 1, memoryMb: 256, artifacts: folder, stages: ['ingestion'], logger })
  })
  afterAll(async () => {
    await pool.close()
    await rm(folder, { recursive: true })
  })

  it('says of what went wrong code, message and details, and whether trying again may help', async () => {
    const dataKey = { id: 'k', datasetId: 'd', key: new Uint8Array(32) }
    const file = { ordinal: 0, name: 'f', sizeBytes: 1, sha256: 's', artifact: 'd/uploads/0' }
    const failed = await pool
      .inspect({ dataKey, files: [file], output: 'd/inspection' } satisfies InspectTask, running)
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'NOT_FOUND', status: 404, retryable: false })
    expect((failed as { userMessage: string }).userMessage.length).toBeGreaterThan(5)
  })

  it('does not repeat what a foreign error says', async () => {
    const failed = await pool
      .shard({ stage: 'my client said', phase: 'run' } as never, running)
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'INTERNAL_ERROR', status: 500, retryable: true })
    expect((failed as Error).message).not.toContain('client')
    const finished = await pool.finish({ stage: 'my client said' } as never, running).catch((error: unknown) => error)
    expect(finished).toMatchObject({ code: 'INTERNAL_ERROR' })
  })
})

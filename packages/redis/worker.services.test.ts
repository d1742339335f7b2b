import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ProcessingFinalError, createLogger, newId } from '@techdeck/core'
import type { Job } from 'bullmq'
import type { Redis } from 'ioredis'
import { BullFlowQueue, FlowWorker, RedisEventBus, connectPatiently, type JobObserver } from './index.ts'
import type { Handlers, ShardJob, ShardList, StageJob } from './jobs.ts'
import { shardJobId, stageId } from './names.ts'
import { until } from '@techdeck/pipeline/conformance'

const SECRET = 'Samantha told me that she cannot sleep'
// A data base of its own: other tests queue flows at the same time.
const url = `${process.env.REDIS_URL!}/8`

let logged = ''
const logger = createLogger('test', { level: 'debug', destination: { write: (line: string) => void (logged += line) } })
let redis: Redis
let flows: BullFlowQueue
let workers: FlowWorker[]
beforeEach(async () => {
  logged = ''
  workers = []
  redis = connectPatiently(url, logger)
  await redis.flushdb()
  flows = new BullFlowQueue(redis)
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  await flows.close()
  redis.disconnect()
})

const idle: Handlers = {
  root: async () => {},
  stage: async () => ({ wait: null }),
  shard: async () => {},
  inspect: async () => {},
  preview: async () => {},
}
const workWith = (handlers: Partial<Handlers>, observer?: JobObserver): FlowWorker => {
  const worker = new FlowWorker({
    connection: redis,
    flows,
    stages: ['quality'],
    handlers: { ...idle, ...handlers },
    concurrency: 2,
    logger,
    ...(observer && { observer }),
  })
  workers.push(worker)
  return worker
}
const listOf = (...indices: number[]): ShardList => ({ plan: 'p', phase: 'run', of: 9, indices })

/** A flow of one stage. */
async function flowOf(): Promise<{ job: StageJob; find: (index: number) => Promise<Job> }> {
  const job: StageJob = { executionId: newId(), round: 1, datasetId: newId(), stage: 'quality' }
  await flows.addFlow({ id: job.executionId, round: 1, datasetIds: [job.datasetId], stagesPlanned: ['quality'] })
  const queue = flows.queues.find(({ name }) => name === 'quality')!
  return { job, find: async (index) => (await queue.getJob(shardJobId(job, { phase: 'run', index })))! }
}
const waitFor = (job: StageJob, open: Set<number>) => async () => ({ wait: open.size > 0 ? listOf(...open) : null })

describe('an observer', () => {
  it('hears how long a job waited when it is first taken, and of each further attempt', async () => {
    const { job } = await flowOf()
    const open = new Set([0])
    const heard: unknown[] = []
    let tries = 0
    const observer: JobObserver = {
      taken: ({ kind, stage }, { attempt, waitedMs }) =>
        void (kind === 'shard' && heard.push([stage, attempt, waitedMs === null ? null : waitedMs >= 0])),
      stalled: () => {},
    }
    workWith(
      {
        stage: waitFor(job, open),
        async shard() {
          if (++tries === 1) throw new Error('once')
          open.clear()
        },
      },
      observer,
    )
    await until(() => tries === 2)
    expect(heard).toEqual([
      ['quality', 0, true],
      ['quality', 1, null],
    ])
  }, 20_000)
})

describe('a worker that is drained', () => {
  it('hands back what it works on, takes nothing, and goes on when it is resumed', async () => {
    const { job, find } = await flowOf()
    const open = new Set([0])
    let taken = 0
    const worker = workWith({
      stage: waitFor(job, open),
      shard: (_job, signal) =>
        new Promise((resolve, reject) => {
          taken++
          signal.addEventListener('abort', () => reject(new Error('handed back')))
          if (taken > 1) {
            open.clear()
            resolve()
          }
        }),
    })
    await until(() => taken === 1)
    const { executionId, datasetId } = job
    expect(worker.work).toContainEqual({ kind: 'shard', stage: 'quality', executionId, datasetId, shard: 0 })
    await worker.drain()
    expect([await (await find(0)).getState(), worker.work]).toEqual(['waiting', []])
    await worker.resume()
    await until(async () => taken === 2 && (await (await find(0)).getState()) === 'completed')
  }, 20_000)
})

describe('a worker that closes', () => {
  it('hands back what it works on: the job waits again, and nothing counts as an attempt', async () => {
    const { job, find } = await flowOf()
    const open = new Set([0])
    let working = false
    const worker = workWith({
      stage: waitFor(job, open),
      shard: (_job, signal) =>
        new Promise((_resolve, reject) => {
          working = true
          signal.addEventListener('abort', () => reject(new Error('handed back')))
        }),
    })
    await until(() => working)
    const started = performance.now()
    await worker.close()
    expect(performance.now() - started).toBeLessThan(3000)
    const shard = await find(0)
    expect([await shard.getState(), shard.attemptsMade, shard.failedReason]).toEqual(['waiting', 0, undefined])
    expect(await flows.flowAlive({ executionId: job.executionId, round: 1 }, [job])).toBe(true)

    let done = 0
    workWith({ stage: waitFor(job, open), shard: async ({ index }) => void (open.delete(index), done++) })
    await until(async () => (await find(0)).isCompleted())
    expect(done).toBe(1)
  })

  it('hands back a stage that it finishes: somebody else finishes it, and nothing counts as an attempt', async () => {
    const { job } = await flowOf()
    const queue = flows.queues.find(({ name }) => name === 'quality')!
    const stage = async () => (await queue.getJob(stageId(job)))!
    const open = new Set([0])
    let finishing = false
    const worker = workWith({
      async stage(_job, signal) {
        if (open.size > 0) return { wait: listOf(...open) }
        finishing = true
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new ProcessingFinalError('In the middle of it.')))
        })
      },
      shard: async ({ index }) => void open.delete(index),
    })
    await until(() => finishing)
    await worker.close()
    expect([await (await stage()).getState(), (await stage()).attemptsMade]).toEqual(['waiting', 0])
    expect(await flows.flowAlive({ executionId: job.executionId, round: 1 }, [job])).toBe(true)

    let rootRan = false
    workWith({ root: async () => void (rootRan = true) })
    await until(() => rootRan)
    expect(await (await stage()).getState()).toBe('completed')
  })

  it('leaves no connection open', async () => {
    const connections = async () =>
      ((await redis.client('LIST')) as string)
        .trim()
        .split('\n')
        .filter((line) => / db=8 /.test(line)).length
    await redis.ping()
    await flows.queues[0].getJobCounts()
    const before = await connections()
    const worker = workWith({})
    await until(async () => (await connections()) > before)
    await worker.close()
    await until(async () => (await connections()) <= before)
    expect(await connections()).toBeLessThanOrEqual(before)
  })
})

describe('a cancelled execution', () => {
  it('has its work stopped, and that of others goes on', async () => {
    const [one, two] = [await flowOf(), await flowOf()]
    const stopped = new Set<string>()
    const working = new Set<string>()
    let release = (): void => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    const open = new Map([one, two].map(({ job }) => [job.executionId, new Set([0])]))
    workWith({
      stage: async (job) => waitFor(job, open.get(job.executionId)!)(),
      async shard({ executionId, index }, signal) {
        working.add(executionId)
        await Promise.race([
          released,
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              stopped.add(executionId)
              // What the orchestrator does of a cancelled execution: nothing more.
              open.get(executionId)!.delete(index)
              release()
              reject(new Error('handed back'))
            })
          }),
        ])
        open.get(executionId)!.delete(index)
      },
    })
    await until(() => working.size === 2)
    await untilHeard(one.job.executionId, () => stopped.size > 0)
    for (const { find } of [one, two]) await until(async () => (await find(0)).isCompleted())
    expect([...stopped]).toEqual([one.job.executionId])
    expect((await one.find(0)).attemptsMade).toBeLessThanOrEqual(1)
  })
})

/** Cancels until it has been heard: a worker that has just begun may not be listening yet. */
const untilHeard = (executionId: string, isHeard: () => boolean): Promise<void> =>
  until(async () => {
    if (!isHeard()) await new RedisEventBus(redis).publishCancel(executionId)
    return isHeard()
  })

describe('a stage of a cancelled execution that is being finished', () => {
  it('is stopped, asked again, and lets the root run', async () => {
    const { job } = await flowOf()
    let asked = 0
    let rootRan = false
    workWith({
      stage: (_job, signal) =>
        asked++ > 0
          ? Promise.resolve({ wait: null })
          : new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('handed back')))),
      root: async () => void (rootRan = true),
    })
    await until(() => asked === 1)
    await untilHeard(job.executionId, () => asked > 1)
    await until(() => rootRan)
    expect(asked).toBe(2)
  })
})

describe('what a job throws', () => {
  it('is in Redis as a code alone, and in the log without its words', async () => {
    const { job, find } = await flowOf()
    const open = new Set([0])
    workWith({
      stage: waitFor(job, open),
      async shard({ index }) {
        open.delete(index)
        throw Object.assign(new TypeError(SECRET), { code: 'EIO' })
      },
    })
    await until(async () => (await find(0))?.attemptsMade === 1)
    const shard = await find(0)
    expect([await shard.getState(), shard.failedReason]).toEqual(['delayed', 'EIO'])
    expect(shard.delay).toBeGreaterThanOrEqual(1000)
    expect(shard.delay).toBeLessThanOrEqual(2000)
    expect(await everythingIn(redis)).not.toContain('Samantha')
    expect(logged).toContain('EIO')
    expect(logged).not.toContain('Samantha')
  })

  it('for good is not tried again, and does not keep the stage and the root from running', async () => {
    const { job, find } = await flowOf()
    const open = new Set([0])
    let rootRan = false
    workWith({
      stage: waitFor(job, open),
      async shard({ index }) {
        open.delete(index)
        throw new ProcessingFinalError(SECRET)
      },
      async root() {
        rootRan = true
      },
    })
    await until(() => rootRan)
    const shard = await find(0)
    expect([await shard.getState(), shard.failedReason, shard.attemptsMade]).toEqual([
      'failed',
      'PROCESSING_ERROR_FINAL',
      1,
    ])
    expect(await everythingIn(redis)).not.toContain('Samantha')
  })
})

describe('a stage job', () => {
  it('is asked again at once when its shards ended before it began to wait', async () => {
    const { job } = await flowOf()
    let asked = 0
    let rootRan = false
    workWith({
      async stage() {
        asked++
        // Nothing is queued, so there is nothing to wait for.
        return { wait: asked < 3 ? listOf() : null }
      },
      async root() {
        rootRan = true
      },
    })
    await until(() => rootRan)
    expect(asked).toBe(3)
    expect(await flows.flowAlive({ executionId: job.executionId, round: 1 }, [job])).toBe(false)
  })

  it('wants a shard again whose job ended without a commit, and gets it', async () => {
    const { job } = await flowOf()
    let runs = 0
    let rootRan = false
    workWith({
      stage: async () => ({ wait: runs < 3 ? listOf(4) : null }),
      shard: async () => void runs++,
      async root() {
        rootRan = true
      },
    })
    await until(() => rootRan)
    expect([runs, job.stage]).toEqual([3, 'quality'])
  })

  it('keeps a shard that is queued already, with one job however often it is added', async () => {
    const { job, find } = await flowOf()
    await flows.addShards(job, listOf(1))
    const before = await find(1)
    await flows.addShards(job, listOf(1))
    await flows.addShardsAgain(job, listOf(1))
    expect((await find(1)).timestamp).toBe(before.timestamp)
    // The stage job and one shard.
    expect((await flows.queues.find(({ name }) => name === 'quality')!.getJobCounts()).waiting).toBe(2)
  })
})

describe('job data', () => {
  it('is ids and counts alone, and small', async () => {
    const { job, find } = await flowOf()
    await flows.addShards({ ...job, text: SECRET } as StageJob, listOf(1))
    const shard = await find(1)
    expect(shard.data).toEqual({ ...job, plan: 'p', phase: 'run', index: 1, of: 9 } satisfies ShardJob)
    expect(await everythingIn(redis)).not.toContain('Samantha')
    expect(stageId(job)).not.toContain(':')
  })

  it('larger than 4 KiB is refused', async () => {
    const { job } = await flowOf()
    await expect(flows.addShards({ ...job, datasetId: 'x'.repeat(5000) }, listOf(1))).rejects.toThrow(
      'exceeds the limit',
    )
  })

  it('for a queue that is not there is refused', async () => {
    await expect(
      flows.addShards({ executionId: 'e', round: 1, datasetId: 'd', stage: 'other' as never }, listOf(1)),
    ).rejects.toThrow(RangeError)
  })
})

/** All keys of the data base with all that they hold, as text. */
async function everythingIn(client: Redis): Promise<string> {
  const dumps = await Promise.all(
    (await client.keys('*')).map(async (key) => `${key} ${(await client.dumpBuffer(key))?.toString('latin1')}`),
  )
  return dumps.join('\n')
}

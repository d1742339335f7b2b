import { describe, expect, it } from '@jest/globals'
import { STAGES, emptyRecords, isConserved, type Execution } from '@techdeck/contracts'
import {
  ConflictError,
  DecryptionError,
  HandedBack,
  ProcessingFinalError,
  ResourceError,
  ValidationError,
} from '@techdeck/core'
import { cancelExecution, replayShards, retryExecution } from './control.ts'
import type { ShardJob } from './ports.ts'
import type { InspectTask } from './tasks.ts'
import { ROWS, createWorld, newDataset, type World } from './testing/world.ts'

const signal = new AbortController().signal
const statusesOf = ({ stages, datasetIds: [id], stagesPlanned }: Execution) =>
  stagesPlanned.map((stage) => stages[id][stage].status)
const endsOf = async (world: World, execution: Execution) =>
  (await world.eventsOf(execution)).map(({ event }) => event).filter((name) => /^pipeline\.(?!started)/.test(name))

/** Runs one execution over one data set of three shards until nothing is ready. */
async function ran(world: World, shards = 3): Promise<Execution> {
  const execution = await world.start([await world.addDataset(shards)])
  await world.work()
  return world.find(execution)
}

describe('an execution', () => {
  it('takes every record through all stages and ends completed', async () => {
    const world = createWorld()
    const ended = await ran(world, 7)
    expect(ended.status).toBe('completed')
    for (const stage of STAGES) {
      const { status, records, startedAt, completedAt } = ended.stages[ended.datasetIds[0]][stage]
      expect([stage, status, records!.in, records!.out]).toEqual([stage, 'completed', 7 * ROWS, 7 * ROWS])
      expect(isConserved(records!)).toBe(true)
      expect(completedAt!.getTime()).toBeGreaterThanOrEqual(startedAt!.getTime())
    }
    expect(ended.metrics).toMatchObject({ conversations_in: 7 * ROWS, conversations_out: 7 * ROWS })
  })

  it('tells of its start, of each stage and of its end, once and in order', async () => {
    const world = createWorld()
    const ended = await ran(world)
    const names = (await world.eventsOf(ended)).map(({ event }) => event).filter((name) => name !== 'checkpoint.save')
    expect(names).toEqual([
      'pipeline.started',
      ...STAGES.flatMap((stage) => [`${stage}.started`, `${stage}.completed`]),
      'pipeline.completed',
    ])
    expect(world.told.map(({ seq }) => seq)).toEqual(world.told.map((_, at) => at + 1))
  })

  it('does each shard once', async () => {
    const done: string[] = []
    const world = createWorld({ work: { shard: ({ stage, index }) => (done.push(`${stage}.${index}`), {}) } })
    await ran(world, 10)
    expect(done).toHaveLength(60)
    expect(new Set(done).size).toBe(60)
  })

  it('has at most one window of shards queued', async () => {
    let most = 0
    const world = createWorld({
      window: 4,
      work: {
        shard: () => {
          const shards = [...world.flows.ready(), ...world.flows.active()].filter((id) => id.includes('.run.'))
          most = Math.max(most, shards.length)
          return {}
        },
      },
    })
    await ran(world, 40)
    expect(most).toBe(4)
  })

  it('is nothing to a job of another round, or of one that was never recorded', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    const [datasetId] = execution.datasetIds
    const stage = { executionId: execution.id, round: 9, datasetId, stage: 'ingestion' as const }
    expect(await world.handlers.stage(stage, signal)).toEqual({ wait: null })
    expect(await world.handlers.stage({ ...stage, executionId: 'none', round: 1 }, signal)).toEqual({ wait: null })
    await world.handlers.root({ executionId: execution.id, round: 9 })
    await world.handlers.root({ executionId: 'none', round: 1 })
    const shard: ShardJob = { ...stage, plan: 'p', phase: 'run', index: 0, of: 1 }
    await world.handlers.shard(shard, signal)
    await world.handlers.shard({ ...shard, round: 1 }, signal)
    expect(await world.find(execution)).toMatchObject({ status: 'queued', seq: 0 })
  })

  it('of no conversation ends all the same', async () => {
    const none = { ...emptyRecords(), in: ROWS, quarantined: ROWS, conversations: 0 }
    const world = createWorld({
      work: {
        shard: ({ stage }) =>
          stage === 'ingestion'
            ? { records: none, losses: [{ kind: 'quarantined', reason: 'bad_row', count: ROWS }] }
            : { records: emptyRecords() },
      },
    })
    const ended = await ran(world, 2)
    expect(ended.status).toBe('completed')
    expect(ended.metrics).toMatchObject({ conversations_in: 0, conversations_out: 0 })
  })

  it('whose data set has no shard at all ends all the same', async () => {
    const ended = await ran(createWorld(), 0)
    expect(ended.status).toBe('completed')
    expect(ended.stages[ended.datasetIds[0]].export.records).toEqual(emptyRecords())
  })

  it('leaves out the export in a dry run', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)], { executionMode: 'dry_run' })
    await world.work()
    const ended = await world.find(execution)
    expect([ended.status, Object.keys(ended.stages[ended.datasetIds[0]])]).toEqual(['completed', STAGES.slice(0, -1)])
  })
})

describe('a shard', () => {
  it('that fails for good is parked, and its records count as quarantined', async () => {
    const world = createWorld({
      work: {
        shard({ stage, index }) {
          if (stage === 'validation' && index === 1) throw new DecryptionError('It does not open.')
          return {}
        },
      },
    })
    const ended = await ran(world)
    const stages = ended.stages[ended.datasetIds[0]]
    expect(ended.status).toBe('partial')
    expect(stages.validation).toMatchObject({ status: 'partial', metrics: { parked: 1 } })
    expect(stages.validation.records).toMatchObject({ in: 3 * ROWS, out: 2 * ROWS, quarantined: ROWS })
    expect(stages.export.records).toMatchObject({ in: 2 * ROWS, out: 2 * ROWS, quarantined: 0 })
    const result = await world.results.get(ended.id, ended.datasetIds[0], 'validation')
    expect(result!.outputData.losses).toEqual([{ kind: 'quarantined', reason: 'shard_parked', count: ROWS }])
    const errors = (await world.eventsOf(ended)).filter(({ event }) => event === 'stage.error')
    expect(errors.map(({ stage, data }) => [stage, data.error_code, data.shard, data.parked])).toEqual([
      ['validation', 'DECRYPTION_ERROR', 1, true],
      ['validation', 'PARTIAL_PROCESSING', undefined, undefined],
    ])
    const told = { partial_result: true, recoverable: true, processed_percentage: 66.6 }
    expect(errors[1].data).toMatchObject({ ...told, missing: { records: ROWS, shards: 1 } })
    expect(ended.error).toMatchObject({
      code: 'PARTIAL_PROCESSING',
      processed_percentage: 66.6,
      missing: [{ dataset_id: ended.datasetIds[0], stage: 'validation', conversations: ROWS, shards: 1 }],
    })
    const [end] = (await world.eventsOf(ended)).filter(({ event }) => event === 'pipeline.partial')
    expect(end.data['error']).toMatchObject({ code: 'PARTIAL_PROCESSING', processed_percentage: 66.6 })
  })

  it('whose disk is full for long waits for it, and is no suspect for that', async () => {
    let left = 30
    const world = createWorld({
      work: {
        shard: ({ stage, index }) => {
          if (stage === 'validation' && index === 1 && left-- > 0) throw new ResourceError('The disk is full.')
          return {}
        },
      },
    })
    const ended = await ran(world)
    expect([ended.status, ended.error, ended.round]).toEqual(['completed', null, 1])
    const { plan } = ended.stages[ended.datasetIds[0]].validation.plans[0]
    expect(await world.shards.get(plan, 1)).toMatchObject({ status: 'done', claims: 1 })
    const retries = (await world.eventsOf(ended)).filter(({ event }) => event === 'stage.retrying')
    expect(retries.map(({ data }) => data)).toEqual([
      { error_code: 'RESOURCE_UNAVAILABLE', shard: 1, retry_count: 1, retry_after: 2, recoverable: true },
    ])
  })

  it('that waits for what never comes back ends with its run when the time of the round is over', async () => {
    let now = 0
    const world = createWorld({
      clock: { now: () => new Date(now) },
      work: {
        shard: ({ stage, index }) => {
          if (stage !== 'validation' || index !== 1) return {}
          now += 3_600_000
          throw new ResourceError('The disk is full.')
        },
      },
    })
    world.flows.roundMs = 24 * 3_600_000
    world.flows.now = () => now
    const ended = await ran(world)
    const [error] = (await world.eventsOf(ended)).filter(({ event }) => event === 'stage.error')
    expect([ended.status, error.data['error_code'], now / 3_600_000]).toEqual(['failed', 'DEADLINE_EXCEEDED', 25])
  })

  it('that never comes to an end is ended each time, and then parked', async () => {
    let tries = 0
    const world = createWorld({
      shardMs: 5,
      work: {
        shard: ({ stage, index }, inside) => {
          if (stage !== 'validation' || index !== 1) return {}
          tries++
          return new Promise((_, reject) => {
            inside.addEventListener('abort', () => reject(inside.reason as Error))
          })
        },
      },
    })
    const ended = await ran(world)
    expect([ended.status, tries]).toEqual(['partial', 4])
    const errors = (await world.eventsOf(ended)).filter(({ event }) => event === 'stage.error')
    expect(errors.map(({ data }) => data['error_code'])).toEqual(['DEADLINE_EXCEEDED', 'PARTIAL_PROCESSING'])
  })

  it('is tried four times and then parked as poison', async () => {
    let tries = 0
    const world = createWorld({
      work: {
        shard({ stage, index }) {
          if (stage !== 'processing' || index !== 0) return {}
          tries++
          throw new TypeError('It says what the client said.')
        },
      },
    })
    const ended = await ran(world)
    expect([ended.status, tries]).toEqual(['partial', 4])
    const events = await world.eventsOf(ended)
    expect(events.filter(({ event }) => event === 'stage.retrying').map(({ data }) => data.retry_count)).toEqual([
      1, 2, 3,
    ])
    expect(events.filter(({ event }) => event === 'stage.error').map(({ data }) => data.error_code)).toEqual([
      'POISON',
      'PARTIAL_PROCESSING',
    ])
    expect(JSON.stringify(events)).not.toContain('what the client said')
  })

  it('that killed four workers is parked without a fifth', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(2)])
    const job = { executionId: execution.id, round: 1, datasetId: execution.datasetIds[0], stage: 'ingestion' as const }
    const { wait } = await world.handlers.stage(job, signal)
    for (let death = 0; death < 4; death++) await world.shards.claim(wait!.plan, 1)
    await world.work()
    const ended = await world.find(execution)
    expect(ended.stages[execution.datasetIds[0]].ingestion.records).toMatchObject({ quarantined: ROWS, out: ROWS })
    expect(await world.shards.get(wait!.plan, 1)).toMatchObject({ status: 'parked', errorCode: 'POISON' })
  })

  it('that was claimed twice and is still open is worked on alone, others before and after it', async () => {
    const inside = new Set<number>()
    const beside: { [index: number]: number[] } = {}
    const world = createWorld({
      window: 5,
      work: {
        async shard({ stage, index }) {
          if (stage !== 'ingestion') return {}
          inside.add(index)
          for (const one of inside) for (const other of inside) if (one !== other) (beside[one] ??= []).push(other)
          await new Promise((resolve) => setImmediate(resolve))
          inside.delete(index)
          return {}
        },
      },
    })
    const execution = await world.start([await world.addDataset(5)])
    const job = { executionId: execution.id, round: 1, datasetId: execution.datasetIds[0], stage: 'ingestion' as const }
    const { wait } = await world.handlers.stage(job, signal)
    const { plan } = wait!
    for (const [index, claims] of [0, 2, 3, 1, 0].entries())
      for (let claim = 0; claim < claims; claim++) await world.shards.claim(plan, index)
    await world.flows.drain(world.handlers, signal, 5)
    expect([beside[1], beside[2]]).toEqual([undefined, undefined])
    expect([0, 3, 4].every((index) => beside[index]?.length > 0)).toBe(true)
    expect((await world.find(execution)).status).toBe('completed')
    expect((await world.shards.range(plan, 0, 5)).map(({ claims }) => claims)).toEqual([1, 3, 4, 2, 1])
  })

  it('that waits to be worked on alone holds no claim, and is handed back when it is told to stop', async () => {
    const stop = new AbortController()
    let release = (): void => {}
    const world = createWorld({
      work: { shard: ({ index }) => (index === 0 ? new Promise((resolve) => (release = () => resolve({}))) : {}) },
    })
    const execution = await world.start([await world.addDataset(2)])
    const job = { executionId: execution.id, round: 1, datasetId: execution.datasetIds[0], stage: 'ingestion' as const }
    const { wait } = await world.handlers.stage(job, signal)
    const shard = { ...job, plan: wait!.plan, phase: wait!.phase, of: 2 }
    for (const _ of [1, 2]) await world.shards.claim(shard.plan, 1)
    const long = world.handlers.shard({ ...shard, index: 0 }, signal)
    const suspect = world.handlers.shard({ ...shard, index: 1 }, stop.signal)
    await new Promise((resolve) => setImmediate(resolve))
    expect(await world.shards.get(shard.plan, 1)).toMatchObject({ status: 'open', claims: 2 })
    stop.abort()
    await expect(suspect).rejects.toBeInstanceOf(HandedBack)
    release()
    await long
    expect((await world.shards.range(shard.plan, 0, 2)).map(({ status, claims }) => [status, claims])).toEqual([
      ['done', 1],
      ['open', 2],
    ])
  })

  it('fails its stage when none of them could be done, and what follows is skipped', async () => {
    const world = createWorld({
      work: {
        shard({ stage }) {
          if (stage === 'standardization') throw new ProcessingFinalError('Never.')
          return {}
        },
      },
    })
    const ended = await ran(world, 2)
    expect([ended.status, ...statusesOf(ended)]).toEqual([
      'failed',
      'completed',
      'failed',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
    ])
    expect(ended.error).toMatchObject({ code: 'PROCESSING_ERROR_FINAL' })
    expect(await endsOf(world, ended)).toEqual(['pipeline.failed'])
  })

  it('handed back is no claim, and waits for somebody else', async () => {
    const stop = new AbortController()
    const world = createWorld({ work: { shard: () => (stop.abort(), {}) } })
    const execution = await world.start([await world.addDataset(1)])
    const job = { executionId: execution.id, round: 1, datasetId: execution.datasetIds[0], stage: 'ingestion' as const }
    const { wait } = await world.handlers.stage(job, signal)
    const shard = { ...job, plan: wait!.plan, phase: wait!.phase, of: wait!.of, index: 0 }
    await expect(world.handlers.shard(shard, stop.signal)).rejects.toBeInstanceOf(HandedBack)
    expect(await world.shards.get(wait!.plan, 0)).toMatchObject({ status: 'open', claims: 0 })
    expect(world.artifacts.size).toBe(0)
  })

  it('that another worker committed first loses its artifact and nothing else', async () => {
    const world = createWorld({
      work: {
        async shard(task) {
          if (task.stage !== 'ingestion') return {}
          const plan = execution.stages[execution.datasetIds[0]].ingestion.plans[0]?.plan
          world.artifacts.set(`other.${task.index}`, ROWS)
          await world.shards.commit(plan ?? planned, task.index, 'other', {
            artifact: `other.${task.index}`,
            hash: `ingestion.${task.index}`,
            sizeBytes: 1,
            records: { ...emptyRecords(), in: ROWS, out: ROWS, conversations: ROWS },
            losses: [],
            summary: 1,
            durationMs: 1,
          })
          return {}
        },
      },
    })
    const execution = await world.start([await world.addDataset(1)])
    const job = { executionId: execution.id, round: 1, datasetId: execution.datasetIds[0], stage: 'ingestion' as const }
    const planned = (await world.handlers.stage(job, signal)).wait!.plan
    await world.work()
    expect((await world.find(execution)).status).toBe('completed')
    expect([...world.artifacts.keys()].filter((key) => key.includes('/ingestion/'))).toEqual([])
  })

  it('done already only adds its successor', async () => {
    const world = createWorld({ window: 1 })
    const execution = await world.start([await world.addDataset(3)])
    const job = { executionId: execution.id, round: 1, datasetId: execution.datasetIds[0], stage: 'ingestion' as const }
    const { wait } = await world.handlers.stage(job, signal)
    const shard = { ...job, plan: wait!.plan, phase: wait!.phase, of: 3, index: 0 }
    await world.handlers.shard(shard, signal)
    const before = await world.shards.get(wait!.plan, 0)
    await world.handlers.shard(shard, signal)
    expect(await world.shards.get(wait!.plan, 0)).toEqual(before)
    expect(world.flows.ready().filter((id) => id.includes('ingestion.run'))).toEqual([expect.stringMatching(/\.1$/)])
  })
})

describe('a stage', () => {
  it('fails loudly when records went missing in it', async () => {
    const world = createWorld({
      work: {
        shard: ({ stage, index }) =>
          stage === 'quality' && index === 2 ? { records: { ...emptyRecords(), in: ROWS - 1, out: ROWS - 1 } } : {},
      },
    })
    const ended = await ran(world)
    expect(ended.status).toBe('failed')
    expect(ended.error!.message).toMatch(/quality was handed 12 records and saw 11/)
  })

  it('fails loudly when its losses do not add up', async () => {
    const world = createWorld({
      work: {
        shard: ({ stage }) => (stage === 'quality' ? { records: { ...emptyRecords(), in: ROWS, out: ROWS - 1 } } : {}),
      },
    })
    const ended = await ran(world)
    expect(ended.error!.message).toMatch(/does not account/)
    expect(statusesOf(ended).slice(-2)).toEqual(['failed', 'skipped'])
  })

  it('counts what its finish step drops, and hands the rest on', async () => {
    const world = createWorld({
      work: {
        finish: ({ stage }) =>
          stage === 'standardization'
            ? { dropped: [{ kind: 'merged', reason: 'duplicate_exact', count: ROWS }], overlay: 'o', overlayHash: 'h' }
            : {},
        shard: ({ stage, index }) => (index === 0 && STAGES.indexOf(stage) > 1 ? { records: emptyRecords() } : {}),
      },
    })
    const ended = await ran(world)
    const { standardization, validation } = ended.stages[ended.datasetIds[0]]
    expect(ended.status).toBe('completed')
    expect(standardization.records).toMatchObject({ in: 12, out: 8, merged: 4 })
    expect(standardization.output).toMatchObject({ overlay: 'o' })
    expect(validation.records).toMatchObject({ in: 8 })
  })

  it('is partial when records wait for a release, and so is the execution', async () => {
    const world = createWorld({
      work: {
        shard: ({ stage, index }) =>
          stage === 'export' && index === 0
            ? {
                records: { ...emptyRecords(), in: ROWS, out: ROWS - 1, withheld: 1 },
                losses: [{ kind: 'withheld', reason: 'identifier_left', count: 1 }],
              }
            : {},
      },
    })
    const ended = await ran(world)
    expect([ended.status, statusesOf(ended).at(-1)]).toEqual(['partial', 'partial'])
  })

  it('fails the execution where strict mode withholds a record', async () => {
    const world = createWorld({
      work: {
        shard: ({ stage, index }) =>
          stage === 'processing' && index === 0
            ? {
                records: { ...emptyRecords(), in: ROWS, out: 0, withheld: ROWS },
                losses: [{ kind: 'withheld', reason: 'identifier_left', count: ROWS }],
              }
            : index === 0 && STAGES.indexOf(stage) > 3
              ? { records: emptyRecords() }
              : {},
      },
    })
    const execution = await world.start([await world.addDataset(3)], { executionMode: 'strict' })
    await world.work()
    expect((await world.find(execution)).status).toBe('failed')
  })

  it('keeps its result with what validation and bias found', async () => {
    const found = { overallScore: 1, dsm5Accuracy: 1, therapeuticAppropriateness: 1, privacyCompliance: 1 }
    const world = createWorld({
      work: {
        finish: ({ stage, earlier, records }) =>
          stage === 'validation'
            ? {
                report: { before: Object.keys(earlier), seen: records.in },
                validation: { ...found, biasDetection: {}, recommendations: [] },
                bias: { biasScore: 0, demographicAnalysis: {}, fairnessMetrics: {}, recommendations: [] },
              }
            : {},
      },
    })
    const ended = await ran(world)
    const result = await world.results.get(ended.id, ended.datasetIds[0], 'validation')
    expect(result!.outputData).toMatchObject({
      report: { before: ['ingestion', 'standardization'], seen: 12 },
      summary: 3,
    })
    expect(await world.results.validation(result!.id)).toMatchObject({ overallScore: 1, stageId: result!.id })
    expect(await world.results.bias(result!.id)).toMatchObject({ biasScore: 0, workspaceId: 'w' })
  })

  it('keeps one result of validation and of bias when its finish step runs again', async () => {
    let runs = 0
    const world = createWorld({
      work: {
        finish: ({ stage }) =>
          stage === 'validation'
            ? {
                validation: {
                  overallScore: ++runs,
                  dsm5Accuracy: 1,
                  therapeuticAppropriateness: 1,
                  privacyCompliance: 1,
                  biasDetection: {},
                  recommendations: [],
                },
                bias: { biasScore: runs, demographicAnalysis: {}, fairnessMetrics: {}, recommendations: [] },
              }
            : {},
      },
    })
    const save = world.results.save.bind(world.results)
    world.results.save = async (result, ...parts) => {
      await save(result, ...parts)
      if (result.stageName === 'validation' && runs === 1) throw new ResourceError('The server did not answer.')
    }
    const ended = await ran(world)
    const { id } = (await world.results.get(ended.id, ended.datasetIds[0], 'validation'))!
    expect([ended.status, runs]).toEqual(['completed', 2])
    expect(await world.results.validation(id)).toMatchObject({ overallScore: 2 })
    expect(await world.results.bias(id)).toMatchObject({ biasScore: 2 })
  })

  it('whose finish step is told to stop is handed back as it was, and is finished by somebody else', async () => {
    const stop = new AbortController()
    let runs = 0
    const world = createWorld({
      work: {
        async finish({ stage }, told) {
          if (stage !== 'ingestion' || runs++ > 0) return {}
          stop.abort()
          return new Promise((_resolve, reject) => {
            if (told.aborted) reject(new ProcessingFinalError('It was in the middle of something.'))
          })
        },
      },
    })
    const execution = await world.start([await world.addDataset(1)])
    const job = { executionId: execution.id, round: 1, datasetId: execution.datasetIds[0], stage: 'ingestion' as const }
    const { wait } = await world.handlers.stage(job, signal)
    await world.handlers.shard({ ...job, plan: wait!.plan, phase: wait!.phase, of: 1, index: 0 }, signal)
    const before = await world.find(execution)
    await expect(world.handlers.stage(job, stop.signal)).rejects.toBeInstanceOf(HandedBack)
    expect(await world.find(execution)).toEqual(before)
    expect(await world.results.get(execution.id, job.datasetId, 'ingestion')).toBeNull()
    await world.work()
    expect([(await world.find(execution)).status, runs]).toEqual(['completed', 2])
  })

  it('whose finish step never succeeds ends as failed after its rounds', async () => {
    let finishes = 0
    const world = createWorld({
      work: {
        finish({ stage }) {
          if (stage !== 'quality') return {}
          finishes++
          throw new ResourceError('The disk is full.')
        },
      },
    })
    const execution = await ran(world)
    expect([execution.status, finishes]).toEqual(['running', 4])
    for (let round = 1; round <= 50; round++) {
      await world.reconcile()
      await world.work()
    }
    const ended = await world.find(execution)
    expect([ended.status, ended.round, finishes]).toEqual(['failed', 50, 200])
    await retryExecution(world.deps, ended)
    for (let round = 1; round <= 50; round++) {
      await world.work()
      await world.reconcile()
    }
    const again = await world.find(execution)
    expect([again.status, again.round, await endsOf(world, again)]).toEqual([
      'failed',
      100,
      ['pipeline.failed', 'pipeline.failed'],
    ])
  })
})

describe('the data set of an execution', () => {
  it('that cannot be read for a while is waited for', async () => {
    let away = 6
    const world = createWorld()
    const atVersion = world.datasets.atVersion.bind(world.datasets)
    world.datasets.atVersion = async (id, version) => {
      if (away-- > 0) throw new ResourceError('The server did not answer.')
      return atVersion(id, version)
    }
    const execution = await world.start([await world.addDataset(2)])
    await world.work()
    expect((await world.find(execution)).status).toBe('queued')
    await world.reconcile()
    await world.work()
    expect((await world.find(execution)).status).toBe('completed')
  })

  it('that was deleted in the middle fails the execution, which says so', async () => {
    const world = createWorld({
      work: {
        finish({ stage }) {
          if (stage === 'standardization') world.deps.keys = { get: async () => null }
          return {}
        },
      },
    })
    const execution = await world.start([await world.addDataset(2)])
    const now = performance.now.bind(performance)
    try {
      // What was read of a data set is good for two seconds.
      performance.now = () => now() + (world.deps.keys instanceof Object && 'create' in world.deps.keys ? 0 : 10_000)
      await world.work()
    } finally {
      performance.now = now
    }
    const ended = await world.find(execution)
    expect([ended.status, ended.error!.code]).toEqual(['failed', 'NOT_FOUND'])
    expect(statusesOf(ended).slice(2)).toEqual(['failed', 'skipped', 'skipped', 'skipped'])
  })

  it('to which files were added since is run as it was, and what was added is inspected meanwhile', async () => {
    const seen = new Set<string>()
    const inspected: InspectTask[] = []
    const world = createWorld({
      work: {
        shard: ({ dataset: { sha256, files } }) => (seen.add(`${sha256} ${files.length}`), {}),
        inspect: async (task) => (inspected.push(task), { files: task.files, problems: [] }),
      },
    })
    const dataset = await world.addDataset(2)
    const execution = await world.start([dataset])
    const files = [...dataset.files, { ...dataset.files[0], ordinal: 1, artifact: 'added' }]
    expect(await world.datasets.addVersion(dataset.id, 1, { files, sizeBytes: 2, sha256: 'other' })).toBe(true)
    await world.flows.addInspect({ datasetId: dataset.id, version: 2 })
    await world.work()
    expect((await world.find(execution)).status).toBe('completed')
    expect([...seen]).toEqual([`${dataset.sha256} 1`])
    expect(inspected).toEqual([expect.objectContaining({ files, before: { files: dataset.files, problems: [] } })])
  })

  it('is one of several: one that fails leaves the others, and the execution is partial', async () => {
    const world = createWorld({
      work: {
        shard({ stage, dataset: { sha256 } }) {
          if (stage === 'validation' && sha256 === bad.sha256) throw new ProcessingFinalError('Never.')
          return {}
        },
      },
    })
    const [good, bad] = [await world.addDataset(2), await world.addDataset(1)]
    const execution = await world.start([good, bad])
    await world.work()
    const ended = await world.find(execution)
    expect(ended.status).toBe('partial')
    expect(ended.stages[good.id].export.status).toBe('completed')
    expect(ended.stages[bad.id].export.status).toBe('skipped')
  })
})

describe('reuse', () => {
  it('takes over every stage when nothing changed', async () => {
    const world = createWorld()
    const dataset = await world.addDataset(2)
    const first = await world.start([dataset])
    await world.work()
    const second = await world.start([dataset])
    await world.work()
    const ended = await world.find(second)
    expect([ended.status, new Set(statusesOf(ended))]).toEqual(['completed', new Set(['reused'])])
    const { output, records } = ended.stages[dataset.id].export
    expect({ output, records }).toEqual(
      (({ output: was, records: had }) => ({ output: was, records: had }))(
        (await world.find(first)).stages[dataset.id].export,
      ),
    )
    const [newest] = await world.results.newest(dataset.id, 'ingestion', 1)
    expect(newest.pipelineId).toBe(ended.id)
    expect((await world.results.get(ended.id, dataset.id, 'export'))!.inputData).toMatchObject({
      reused_from: first.id,
    })
  })

  it('runs quality and export alone with another threshold', async () => {
    const world = createWorld()
    const dataset = await world.addDataset(2)
    await world.start([dataset])
    await world.work()
    const second = await world.start([dataset], { qualityThreshold: 0.1 })
    await world.work()
    // The made-up shards have the same hashes, so the export's input is equal and its result is used again, too.
    expect(statusesOf(await world.find(second)).slice(0, 5)).toEqual([
      'reused',
      'reused',
      'reused',
      'reused',
      'completed',
    ])
  })

  it('is not made of a result that is partial, or of another workspace', async () => {
    const world = createWorld({
      work: {
        shard({ stage, index }) {
          if (stage === 'ingestion' && index === 0) throw new ProcessingFinalError('Never.')
          return {}
        },
      },
    })
    const dataset = await world.addDataset(2)
    await world.start([dataset])
    await world.work()
    const second = await world.start([dataset])
    const other = await world.start([dataset], { workspaceId: 'other' })
    await world.work()
    expect(statusesOf(await world.find(second))[0]).toBe('partial')
    expect(statusesOf(await world.find(other))).not.toContain('reused')
  })
})

describe('cancelling', () => {
  it('ends an execution that waits, and its stages with it', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(2)])
    await cancelExecution(world.deps, execution)
    await world.work()
    const ended = await world.find(execution)
    expect([ended.status, ended.completedAt !== null, new Set(statusesOf(ended))]).toEqual([
      'cancelled',
      true,
      new Set(['cancelled']),
    ])
    expect(await endsOf(world, ended)).toEqual(['pipeline.cancelled'])
  })

  it('stops one that runs after the shards under way, and keeps what was done', async () => {
    let done = 0
    const world = createWorld({
      work: {
        async shard({ stage }) {
          done++
          if (stage === 'validation') await cancelExecution(world.deps, execution)
          return {}
        },
      },
    })
    const execution = await world.start([await world.addDataset(20)])
    await world.work()
    const ended = await world.find(execution)
    expect(ended.status).toBe('cancelled')
    expect(done).toBeLessThan(45)
    expect(statusesOf(ended)).toEqual(['completed', 'completed', ...Array(4).fill('cancelled')])
  })

  it('twice changes nothing more, and after the end is a conflict', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    await cancelExecution(world.deps, execution)
    await cancelExecution(world.deps, execution)
    await world.work()
    await expect(cancelExecution(world.deps, execution)).rejects.toBeInstanceOf(ConflictError)
  })

  it('that comes while the root closes the execution is seen at once', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    const transition = world.executions.transition.bind(world.executions)
    world.executions.transition = async (id, change) => {
      if (change.to === 'completed') await transition(id, { from: ['running'], to: 'cancelling' })
      return transition(id, change)
    }
    await world.work()
    const ended = await world.find(execution)
    expect([ended.status, await endsOf(world, ended)]).toEqual(['cancelled', ['pipeline.cancelled']])
  })

  it('of a flow that was lost is closed by the reconciler', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    world.flows.wipe()
    await cancelExecution(world.deps, execution)
    await world.reconcile()
    expect((await world.find(execution)).status).toBe('cancelled')
  })
})

describe('retrying', () => {
  it('runs again only what was parked and the stages after it', async () => {
    let broken = true
    const done: string[] = []
    const world = createWorld({
      work: {
        shard({ stage, index }) {
          if (broken && stage === 'validation' && index === 1) throw new ProcessingFinalError('Not yet.')
          done.push(`${stage}.${index}`)
          return {}
        },
      },
    })
    const first = await ran(world)
    expect(first.status).toBe('partial')
    broken = false
    done.length = 0
    await retryExecution(world.deps, first)
    await world.work()
    const ended = await world.find(first)
    expect([ended.id, ended.round, ended.status]).toEqual([first.id, 2, 'completed'])
    expect(done.filter((name) => /ingestion|standardization/.test(name))).toEqual([])
    expect(done.filter((name) => name.startsWith('validation'))).toEqual(['validation.1'])
    expect(ended.stages[ended.datasetIds[0]].export.records).toMatchObject({ in: 12, out: 12 })
    expect(await endsOf(world, ended)).toEqual(['pipeline.partial', 'pipeline.completed'])
  })

  it('of one parked shard works on that one and the stages after it, and leaves the others parked', async () => {
    let broken = true
    const done: string[] = []
    const world = createWorld({
      work: {
        shard({ stage, index }) {
          if (broken && stage === 'validation' && index > 0) throw new ProcessingFinalError('Not yet.')
          done.push(`${stage}.${index}`)
          return {}
        },
      },
    })
    const first = await ran(world)
    const datasetId = first.datasetIds[0]
    const { plan } = first.stages[datasetId].validation.plans[0]
    broken = false
    done.length = 0
    const chosen = [{ datasetId, stage: 'validation' as const, plan, index: 2 }]
    expect(await replayShards(world.deps, first, chosen)).toBe(1)
    await expect(replayShards(world.deps, await world.find(first), chosen)).rejects.toMatchObject({ code: 'CONFLICT' })
    await world.work()
    const ended = await world.find(first)
    expect([ended.round, ended.status]).toEqual([2, 'partial'])
    expect(done.filter((name) => /ingestion|standardization|validation/.test(name))).toEqual(['validation.2'])
    expect(ended.stages[datasetId].validation).toMatchObject({ status: 'partial', metrics: { parked: 1 } })
    expect(ended.stages[datasetId].export.records).toMatchObject({ in: 2 * ROWS, out: 2 * ROWS })
    expect(await world.shards.get(plan, 1)).toMatchObject({ status: 'parked' })
  })

  it('of a cancelled one keeps the shards that were done', async () => {
    let done: string[] = []
    const world = createWorld({
      work: {
        async shard({ stage, index }) {
          done.push(`${stage}.${index}`)
          if (stage === 'standardization' && index === 5) await cancelExecution(world.deps, execution).catch(() => {})
          return {}
        },
      },
    })
    const execution = await world.start([await world.addDataset(12)])
    await world.work()
    const before = done
    done = []
    expect((await world.find(execution)).status).toBe('cancelled')
    await retryExecution(world.deps, await world.find(execution))
    await world.work()
    expect((await world.find(execution)).status).toBe('completed')
    expect(done.filter((name) => before.includes(name))).toEqual([])
  })

  it('of one without a queue is taken up by the reconciler', async () => {
    let broken = true
    const world = createWorld({
      work: {
        finish() {
          if (broken) throw new ProcessingFinalError('Not yet.')
          return {}
        },
      },
    })
    const failed = await ran(world)
    expect(failed.status).toBe('failed')
    broken = false
    const flows = { ...world.deps.flows, addFlow: async () => Promise.reject(new ResourceError('Redis is away.')) }
    await retryExecution({ ...world.deps, flows }, failed)
    expect(await world.find(failed)).toMatchObject({ status: 'queued', round: 2, error: null })
    await world.reconcile()
    await world.work()
    expect(await world.find(failed)).toMatchObject({ status: 'completed', round: 3 })
  })

  it('is refused while it runs and when it is completed, and one of two at once wins', async () => {
    const world = createWorld()
    const completed = await ran(world)
    await expect(retryExecution(world.deps, completed)).rejects.toBeInstanceOf(ConflictError)
    const execution = await world.start([await world.addDataset(1)])
    await expect(retryExecution(world.deps, execution)).rejects.toBeInstanceOf(ConflictError)
    await cancelExecution(world.deps, execution)
    await world.work()
    const cancelled = await world.find(execution)
    const retries = await Promise.allSettled([1, 2].map(() => retryExecution(world.deps, cancelled)))
    expect(retries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('the reconciler', () => {
  it('begins a new round when a flow is gone, but only at the second look', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(2)])
    world.flows.wipe()
    await world.reconciler.look()
    expect((await world.find(execution)).round).toBe(1)
    await world.reconciler.look()
    expect((await world.find(execution)).round).toBe(2)
    await world.work()
    expect((await world.find(execution)).status).toBe('completed')
  })

  it('leaves alone what is alive, and what has moved between two looks', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(2)])
    await world.reconcile()
    world.flows.wipe()
    await world.reconciler.look()
    await world.executions.transition(execution.id, {
      from: ['queued'],
      event: { key: 'x', event: 'checkpoint.save', data: {} },
    })
    await world.reconciler.look()
    expect((await world.find(execution)).round).toBe(1)
    await world.reconciler.look()
    expect((await world.find(execution)).round).toBe(2)
  })

  it('queues an execution that was recorded and never queued', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    world.flows.wipe()
    await world.reconcile()
    await world.work()
    expect((await world.find(execution)).status).toBe('completed')
  })

  it('closes an execution as soon as its last stage has ended, with what is still queued finding nothing to do', async () => {
    const world = createWorld()
    const dataset = await world.addDataset(2)
    const first = await world.start([dataset])
    world.flows.lose(`${first.id}.r1`)
    await world.work()
    expect((await world.find(first)).status).toBe('completed')
    const again = await world.start([dataset])
    let hops = 0
    const stage = world.handlers.stage.bind(world.handlers)
    world.handlers.stage = async (job, stopped) => {
      const step = await stage(job, stopped)
      expect((await world.find(again)).status).toBe('completed')
      hops++
      return step
    }
    await world.work()
    expect(hops).toBe(6)
    expect((await world.eventsOf(again)).filter(({ event }) => event === 'pipeline.completed')).toHaveLength(1)
  })

  it('closes an execution whose stages have ended and whose root is lost', async () => {
    const world = createWorld()
    const undo = world.loseClosing()
    const execution = await world.start([await world.addDataset(1)])
    world.flows.lose(`${execution.id}.r1`)
    await world.work()
    expect((await world.find(execution)).status).toBe('running')
    undo()
    await world.reconcile()
    expect((await world.find(execution)).status).toBe('completed')
  })

  it('looks at everything that waits, however much that is', async () => {
    const world = createWorld()
    const dataset = await world.addDataset(1)
    const executions = []
    for (let count = 0; count < 450; count++) executions.push(await world.start([dataset]))
    for (let count = 0; count < 250; count++) await world.addDataset(0, { status: 'inspecting' })
    world.flows.wipe()
    await world.reconcile()
    const rounds = await Promise.all(executions.map(async (execution) => (await world.find(execution)).round))
    expect(new Set(rounds)).toEqual(new Set([2]))
    expect(world.flows.ready().filter((id) => id.includes('inspect'))).toHaveLength(250)
  })

  it('is not kept from the others by one that it cannot look at', async () => {
    const world = createWorld()
    const broken = await world.start([await world.addDataset(1)])
    const sound = await world.start([await world.addDataset(1)])
    world.flows.wipe()
    const alive = world.flows.flowAlive.bind(world.flows)
    world.flows.flowAlive = async (root, frontier) => {
      if (root.executionId === broken.id) throw new TypeError('Its record makes no sense.')
      return alive(root, frontier)
    }
    await world.reconcile()
    expect((await world.find(sound)).round).toBe(2)
  })

  it('adds an inspection that is not queued, and ends what ends every inspection', async () => {
    const world = createWorld({
      work: {
        async inspect() {
          throw new ResourceError('The thread was lost.')
        },
      },
    })
    const dataset = await world.addDataset(0, { status: 'inspecting' })
    for (let look = 0; look < 10; look++) {
      await world.reconciler.look()
      expect(world.flows.ready()).toHaveLength(1)
      await world.work()
    }
    expect((await world.datasets.get(dataset.id))!.status).toBe('inspecting')
    await world.reconciler.look()
    const ended = await world.datasets.get(dataset.id)
    expect([ended!.status, ended!.problems.map(({ code }) => code)]).toEqual(['invalid', ['inspection_failed']])
  })

  it('looks only while it holds the lease, and survives a look that fails', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    world.flows.wipe()
    await world.deps.leases.acquire('reconciler', 'another', 60_000)
    const stop = new AbortController()
    const running = world.reconciler.run(5, stop.signal)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect((await world.find(execution)).round).toBe(1)
    const unfinished = world.executions.unfinished.bind(world.executions)
    let failures = 2
    world.executions.unfinished = async (limit, after) => {
      if (failures-- > 0) throw new ResourceError('The server did not answer.')
      return unfinished(limit, after)
    }
    await world.deps.leases.release('reconciler', 'another')
    while ((await world.find(execution)).round < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort()
    await running
    expect(await world.deps.leases.acquire('reconciler', 'another', 1000)).toBe(true)
  })
})

describe('inspection', () => {
  const inspected = (overrides = {}) => ({
    ...newDataset(3).files[0],
    format: 'csv',
    encoding: 'utf-8',
    conversations: 5,
    turns: 40,
    ...overrides,
  })

  it('makes a data set ready with what its files hold together', async () => {
    const files = [inspected(), inspected({ ordinal: 1, format: 'jsonl', conversations: 2, turns: 8 })]
    const world = createWorld({ work: { inspect: async () => ({ files, problems: [] }) } })
    const { id } = await world.addDataset(0, { status: 'inspecting' })
    await world.flows.addInspect({ datasetId: id, version: 1 })
    await world.work()
    expect(await world.datasets.get(id)).toMatchObject({
      status: 'ready',
      format: 'mixed',
      encoding: 'utf-8',
      conversationCount: 7,
      turnCount: 48,
    })
  })

  it('makes it invalid when no file can be read', async () => {
    const problems = [{ code: 'empty', message: 'The file is empty.', file: 0 }]
    const world = createWorld({ work: { inspect: async () => ({ files: [inspected({ shards: 0 })], problems }) } })
    const { id } = await world.addDataset(0, { status: 'inspecting' })
    await world.flows.addInspect({ datasetId: id, version: 1 })
    await world.work()
    expect(await world.datasets.get(id)).toMatchObject({ status: 'invalid', problems, format: null })
  })

  it('makes it invalid when it fails for good', async () => {
    const world = createWorld({
      work: {
        async inspect() {
          throw new ValidationError('The mapping names no text column.')
        },
      },
    })
    const { id } = await world.addDataset(0, { status: 'inspecting' })
    await world.flows.addInspect({ datasetId: id, version: 1 })
    await world.work()
    expect(await world.datasets.get(id)).toMatchObject({ status: 'invalid', problems: [{ code: 'VALIDATION_ERROR' }] })
  })

  it('makes it invalid when it takes far longer than the files explain', async () => {
    const world = createWorld({
      work: {
        inspect: (_task, stop) =>
          new Promise((_, reject) => {
            stop.addEventListener('abort', () => reject(new ResourceError('The thread was ended.')))
          }),
      },
    })
    world.deps.inspectionMs = 1
    const { id } = await world.addDataset(0, { status: 'inspecting' })
    await world.flows.addInspect({ datasetId: id, version: 1 })
    await world.work()
    expect(await world.datasets.get(id)).toMatchObject({
      status: 'invalid',
      problems: [{ code: 'UNPROCESSABLE_FILE', message: expect.stringMatching(/takes far longer/) }],
    })
  })

  it('leaves alone a version that was replaced, and one that is inspected', async () => {
    let inspections = 0
    const world = createWorld({ work: { inspect: async () => (inspections++, { files: [], problems: [] }) } })
    const ready = await world.addDataset(1)
    const replaced = await world.addDataset(1, { status: 'inspecting', version: 2 })
    for (const { id } of [ready, replaced]) await world.flows.addInspect({ datasetId: id, version: 1 })
    await world.work()
    expect(inspections).toBe(0)
  })
})

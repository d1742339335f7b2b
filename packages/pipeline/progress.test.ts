import { describe, expect, it } from '@jest/globals'
import {
  STAGES,
  Tracker,
  emptyRecords,
  isFinal,
  type Execution,
  type StageName,
  type StageStatus,
} from '@techdeck/contracts'
import { ProcessingFinalError, ResourceError, delay } from '@techdeck/core'
import { cancelExecution, retryExecution } from './control.ts'
import { newExecution } from './conformance/fixtures.ts'
import { ProgressTracker, readTracker, trackerOf } from './progress.ts'
import { ROWS, createWorld, type World } from './testing/world.ts'

const now = new Date(1_700_000_100_000)
const none = { known: 0, done: 0, quarantined: 0 }

/** An execution whose first stages have these statuses. */
function executionWith(statuses: StageStatus[], overrides: Partial<Execution> = {}): Execution {
  const execution = newExecution({ status: 'running', startedAt: new Date(1_700_000_000_000), ...overrides })
  for (const [at, status] of statuses.entries())
    for (const id of execution.datasetIds) execution.stages[id][STAGES[at]].status = status
  return execution
}

/** The ways in which an execution ends. */
const ENDS: { [end: string]: (world: World, execution: Execution) => Promise<unknown> } = {
  completed: (world) => world.work(),
  partial: (world) => failingAt(world, 'validation', 1),
  failed: (world) => failingAt(world, 'validation', null),
  async 'cancelled by the root'(world, execution) {
    await cancelExecution(world.deps, execution)
    await world.work()
  },
  async 'cancelled by the reconciler'(world, execution) {
    world.flows.wipe()
    await cancelExecution(world.deps, execution)
    await world.reconcile()
  },
  async 'completed by the reconciler'(world, execution) {
    const undo = world.loseClosing()
    world.handlers.root = async () => world.flows.wipe()
    await world.work()
    expect((await world.find(execution)).status).toBe('running')
    undo()
    await world.reconcile()
  },
}

/** Runs to the end with one shard of a stage broken, or all of them. */
async function failingAt(world: World, stage: StageName, index: number | null): Promise<void> {
  const shard = world.deps.compute.shard.bind(world.deps.compute)
  world.deps.compute.shard = async (task, signal) => {
    if (task.stage === stage && (index === null || task.index === index)) throw new ProcessingFinalError('Never.')
    return shard(task, signal)
  }
  await world.work()
}

const progressOf = (execution: Execution, fraction = 0) =>
  trackerOf(execution, { [execution.datasetIds[0]]: fraction }, none, now)

describe('a tracker', () => {
  it('has the fields of the wire', () => {
    const execution = executionWith(['completed', 'reused', 'running'], { seq: 7, epoch: 2 })
    const tracker = progressOf(execution, 0.5)
    expect(Tracker.parse(tracker)).toEqual(tracker)
    expect(tracker).toEqual({
      execution_id: execution.id,
      type: 'pipeline_execution',
      status: 'running',
      progress: 41,
      current_stage: 'validation',
      total_stages: 6,
      completed_stages: ['ingestion', 'standardization'],
      stage_progress: { ingestion: 100, standardization: 100, validation: 50, processing: 0, quality: 0, export: 0 },
      dataset_ids: execution.datasetIds,
      start_time: '2023-11-14T22:13:20.000Z',
      estimated_completion: '2023-11-14T22:17:20.000Z',
      last_updated: now.toISOString(),
      records: none,
      subscribers: 0,
      cursor: '2:7',
    })
  })

  it('begins with initialization and ends with completed', () => {
    expect(progressOf(executionWith([], { startedAt: null, status: 'queued' }))).toMatchObject({
      current_stage: 'initialization',
      progress: 0,
      estimated_completion: null,
    })
    const ended = executionWith(
      STAGES.map(() => 'completed'),
      { status: 'completed' },
    )
    expect(progressOf(ended)).toMatchObject({ current_stage: 'completed', progress: 100, estimated_completion: null })
  })

  it('names the stage that comes next while none runs', () => {
    expect(progressOf(executionWith(['completed'])).current_stage).toBe('standardization')
  })

  it('is at 99 until the execution itself has ended', () => {
    expect(progressOf(executionWith(STAGES.map(() => 'completed'))).progress).toBe(99)
  })

  it('rounds down, and is not a hundredth short where the sum is exact', () => {
    expect(progressOf(executionWith(['running']), 0.599).progress).toBe(9)
    expect(progressOf(executionWith(['running']), 0.6).progress).toBe(10)
    expect(progressOf(executionWith(['completed', 'completed', 'completed'])).progress).toBe(50)
  })

  it('does not take more than all of a stage', () => {
    expect(progressOf(executionWith(['running']), 7)).toMatchObject({
      progress: 16,
      stage_progress: { ingestion: 100 },
    })
  })

  it('counts a stage that failed as far as it came, and not those that were skipped', () => {
    const failed = executionWith(['completed', 'failed', 'skipped', 'skipped', 'skipped', 'skipped'], {
      status: 'failed',
    })
    expect(progressOf(failed, 0.5)).toMatchObject({
      progress: 25,
      completed_stages: ['ingestion'],
      stage_progress: { ingestion: 100, standardization: 50, validation: 0 },
    })
  })

  it('weighs several data sets by their conversations', () => {
    const execution = executionWith([])
    const [small] = execution.datasetIds
    const big = { datasetId: 'big', version: 1, sha256: 'b', weight: 30 }
    execution.datasets.push(big)
    execution.datasetIds.push('big')
    execution.stages.big = structuredClone(execution.stages[small])
    for (const stage of STAGES) execution.stages[small][stage].status = 'completed'
    execution.stages.big.ingestion.status = 'running'
    const tracker = trackerOf(execution, { [small]: 0, big: 0.5 }, none, now)
    expect(tracker.progress).toBe(Math.floor((10 + 30 * (0.5 / 6)) * 2.5))
    expect(tracker).toMatchObject({ completed_stages: [], current_stage: 'ingestion' })
    expect(tracker.stage_progress).toMatchObject({ ingestion: 62, export: 25 })
  })

  it('counts only the stages that are planned', () => {
    const planned = STAGES.slice(0, -1)
    const tracker = progressOf(
      executionWith(
        planned.map(() => 'completed'),
        { stagesPlanned: planned, status: 'completed' },
      ),
    )
    expect(tracker).toMatchObject({ progress: 100, total_stages: 5, completed_stages: planned })
  })
})

/** Runs to the end and shows progress after every shard. */
async function shownThroughout(world: World, shards: number[], concurrency = 2): Promise<Execution> {
  const datasets = []
  for (const count of shards) datasets.push(await world.addDataset(count))
  const execution = await world.start(datasets)
  const shard = world.handlers.shard.bind(world.handlers)
  world.handlers.shard = async (job, signal) => {
    await shard(job, signal)
    await world.tracker.show(job.executionId)
  }
  await world.work(undefined, concurrency)
  return execution
}

describe('progress', () => {
  it('never falls, grows with committed shards, and ends at 100', async () => {
    const world = createWorld()
    const execution = await shownThroughout(world, [5, 2])
    const shown = world.shown.map(({ progress }) => progress)
    expect(shown).toEqual(shown.toSorted((a, b) => a - b))
    expect(new Set(shown).size).toBeGreaterThan(15)
    expect(world.shown.at(-1)).toMatchObject({ status: 'completed', progress: 100, records: { known: 28, done: 28 } })
    expect(await world.tracker.show(execution.id)).toMatchObject({ progress: 100 })
    world.tracker.close()
  })

  it('does not fall when the board is lost, since the records say it too', async () => {
    const world = createWorld()
    const shard = world.handlers.shard.bind(world.handlers)
    const computed: number[] = []
    world.handlers.shard = async (job, signal) => {
      await shard(job, signal)
      // A board that knows nothing each time.
      const fresh = createWorld().progress
      computed.push((await readTracker({ ...world.deps, progress: fresh }, job.executionId))!.progress)
    }
    await world.start([await world.addDataset(6)])
    await world.work(undefined, 1)
    expect(computed).toEqual(computed.toSorted((a, b) => a - b))
    expect(computed.at(-1)).toBe(99)
    world.tracker.close()
  })

  it('counts a shard that is committed while the records are counted', async () => {
    const world = createWorld()
    await world.start([await world.addDataset(3)])
    const range = world.shards.range.bind(world.shards)
    const done = { in: ROWS, quarantined: 0 }
    world.shards.range = async (plan, from, to) => {
      const records = await range(plan, from, to)
      await world.progress.shardDone(plan, 2, done)
      return records
    }
    const [execution] = await world.executions.unfinished(1, null)
    const job = { executionId: execution.id, round: 1, datasetId: execution.datasetIds[0], stage: 'ingestion' as const }
    const { wait } = await world.handlers.stage(job, new AbortController().signal)
    await world.tracker.show(execution.id)
    expect(await world.progress.counted(wait!.plan)).toEqual({ shards: 1, in: ROWS, quarantined: 0 })
    world.tracker.close()
  })

  it('of ingestion goes by the bytes of its files, whatever rows they hold, that of later stages by records', async () => {
    // The first of four ranges of bytes has nearly all of the rows.
    const rows = (index: number) => (index === 0 ? 4 * ROWS - 3 : 1)
    const world = createWorld({
      work: {
        shard: ({ index }) => ({
          records: { ...emptyRecords(), in: rows(index), out: rows(index), conversations: rows(index) },
        }),
      },
    })
    await shownThroughout(world, [4], 1)
    const of = (stage: StageName) =>
      world.shown
        .filter(({ current_stage: current }) => current === stage)
        .map(({ stage_progress: shares }) => shares[stage])
    expect(of('ingestion').slice(0, 4)).toEqual([25, 50, 75, 100])
    expect(of('validation')[0]).toBeGreaterThan(75)
    const shown = world.shown.map(({ progress }) => progress)
    expect(shown).toEqual(shown.toSorted((a, b) => a - b))
    world.tracker.close()
  })

  it('tells what is quarantined, of ended stages and of the one that runs', async () => {
    const loss = { kind: 'quarantined' as const, reason: 'bad_row', count: 1 }
    const world = createWorld({
      work: {
        shard: ({ stage, index }) =>
          stage === 'ingestion' && index < 2
            ? {
                records: { ...emptyRecords(), in: ROWS, out: ROWS - 1, quarantined: 1, conversations: ROWS - 1 },
                losses: [loss],
              }
            : {},
      },
    })
    await shownThroughout(world, [4], 1)
    const quarantined = world.shown.map(({ records }) => records.quarantined)
    expect(quarantined.slice(0, 4)).toEqual([1, 2, 2, 2])
    expect(new Set(quarantined.slice(4))).toEqual(new Set([2]))
    world.tracker.close()
  })

  it('of a failed execution is not complete, and a retry does not make it fall', async () => {
    let broken: StageName | null = 'processing'
    const world = createWorld({
      work: {
        finish({ stage }) {
          if (stage === broken) throw new ProcessingFinalError('Not yet.')
          return {}
        },
      },
    })
    const execution = await shownThroughout(world, [3])
    expect(world.shown.at(-1)).toMatchObject({ status: 'failed', progress: 66 })
    broken = null
    await retryExecution(world.deps, await world.find(execution))
    await world.work()
    const shown = world.shown.map(({ progress }) => progress)
    expect(shown).toEqual(shown.toSorted((a, b) => a - b))
    expect(world.shown.at(-1)).toMatchObject({ status: 'completed', progress: 100 })
    world.tracker.close()
  })

  it('shows an end for good: a tracker that was read before it does not replace it', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    const late = (await readTracker(world.deps, execution.id))!
    await cancelExecution(world.deps, execution)
    await world.work()
    await world.progress.publish({ ...late, last_updated: new Date(Date.now() + 60_000).toISOString() })
    expect(await world.progress.get(execution.id)).toMatchObject({ status: 'cancelled' })
    world.tracker.close()
  })

  it.each(Object.keys(ENDS))(
    'of an execution that has ended is told last, and is the same ever after: %s',
    async (end) => {
      const world = createWorld()
      const execution = await world.start([await world.addDataset(3), await world.addDataset(1)])
      await ENDS[end](world, execution)
      await delay(5)
      const ended = await world.find(execution)
      const told = world.shown.at(-1)!
      const events = await world.eventsOf(ended)
      expect(isFinal(ended.status)).toBe(true)
      expect([told.status, told.cursor]).toEqual([ended.status, `${ended.epoch}:${events.at(-1)!.seq}`])
      expect(await world.progress.get(ended.id)).toEqual(told)
      expect({ ...(await readTracker(world.deps, ended.id)), progress: told.progress }).toEqual(told)
      world.tracker.close()
    },
  )

  it('of what does not exist is nothing', async () => {
    const world = createWorld()
    expect(await world.tracker.show('none')).toBeNull()
  })

  it('is shown once for many notes, and not at all after closing', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    const tracker = new ProgressTracker(world.deps, 10)
    for (let note = 0; note < 20; note++) tracker.note(execution.id)
    await delay(40)
    expect(world.shown).toHaveLength(1)
    tracker.note(execution.id)
    tracker.close()
    await delay(30)
    expect(world.shown).toHaveLength(1)
  })

  it('that cannot be read is no failure of the work', async () => {
    const world = createWorld()
    const execution = await world.start([await world.addDataset(1)])
    const get = async () => Promise.reject(new ResourceError('The server did not answer.'))
    const tracker = new ProgressTracker({ ...world.deps, executions: { ...world.deps.executions, get } }, 1)
    tracker.note(execution.id)
    await delay(15)
    expect(world.shown).toEqual([])
  })
})

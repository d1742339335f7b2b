import { expect, it } from '@jest/globals'
import { tellCheckpoint } from './checkpoint.ts'
import { createWorld } from './testing/world.ts'

it('tells of a stage’s checkpoint at most once in each second, whatever number of workers have news', async () => {
  let now = 1_700_000_000_400
  const world = createWorld({ clock: { now: () => new Date(now) } })
  const { id, datasetIds } = await world.start([await world.addDataset(9)])
  const job = { executionId: id, round: 1, datasetId: datasetIds[0], stage: 'ingestion' as const }
  const { wait } = await world.handlers.stage(job, new AbortController().signal)
  const { plan, phase } = wait!
  await world.progress.reset(plan, [])
  const execution = (await world.executions.get(id))!
  const workers = [0, 1, 2].map(() => ({ ...world.deps }))
  let shard = 0
  for (const later of [0, 500, 100, 400, 2000]) {
    now += later
    await world.progress.shardDone(plan, shard++, { in: 1, quarantined: 0 })
    await Promise.all(workers.map((deps) => tellCheckpoint(deps, execution, { ...job, plan, phase, index: 0, of: 9 })))
  }
  world.tracker.close()
  const told = (await world.eventsOf(execution)).filter(({ event }) => event === 'checkpoint.save')
  expect(told.map(({ data }) => data['shards_done'])).toEqual([1, 3, 5])
})

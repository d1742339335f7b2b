import type { Execution } from '@techdeck/contracts'
import type { PipelineDeps } from './deps.ts'
import type { ShardJob } from './ports.ts'
import { transition } from './transition.ts'

const EVERY_MS = 1000
/** When a plan last had its checkpoint told, by worker. */
const told = new WeakMap<object, Map<string, number>>()

/**
 * Tells watchers that shards were saved, at most once a second and stage. The shard records are the checkpoint; this is
 * only its event, so a failure to tell loses nothing.
 */
export async function tellCheckpoint(deps: PipelineDeps, execution: Execution, job: ShardJob): Promise<void> {
  if (!isDue(deps, job.plan)) return
  const counted = await deps.progress.counted(job.plan)
  if (!counted || counted.shards === 0 || counted.shards >= job.of) return
  await transition(deps, execution, {
    from: ['running'],
    round: job.round,
    event: {
      key: `${job.plan}.checkpoint.${counted.shards}`,
      event: 'checkpoint.save',
      stage: job.stage,
      datasetId: job.datasetId,
      data: { shards_done: counted.shards, shards: job.of },
    },
  })
}

function isDue(deps: PipelineDeps, plan: string): boolean {
  let times = told.get(deps)
  if (!times) told.set(deps, (times = new Map()))
  const now = performance.now()
  if (now - (times.get(plan) ?? -EVERY_MS) < EVERY_MS) return false
  for (const [other, at] of times) if (now - at > 60 * EVERY_MS) times.delete(other)
  times.set(plan, now)
  return true
}

import type { Execution, PlanId } from '@techdeck/contracts'
import type { PipelineDeps } from './deps.ts'
import type { ShardJob } from './ports.ts'
import { transition } from './transition.ts'

/** The second in which a plan last had its checkpoint told, by worker. */
const told = new WeakMap<object, Map<PlanId, number>>()
/** Seconds after which a plan that had nothing to tell is forgotten. */
const FORGET_S = 60

/**
 * Tells watchers that shards were saved, at most once in each second of the clock and stage: of several workers one
 * wins, since the event's key names the second. The shard records are the checkpoint; this is only its event, so a
 * failure to tell loses nothing.
 */
export async function tellCheckpoint(deps: PipelineDeps, execution: Execution, job: ShardJob): Promise<void> {
  const second = Math.floor(deps.clock.now().getTime() / 1000)
  if (!isDue(deps, job.plan, second)) return
  const counted = await deps.progress.counted(job.plan)
  if (!counted || counted.shards === 0 || counted.shards >= job.of) return
  await transition(deps, execution, {
    from: ['running'],
    round: job.round,
    event: {
      key: `${job.plan}.checkpoint.${second}`,
      event: 'checkpoint.save',
      stage: job.stage,
      datasetId: job.datasetId,
      data: { shards_done: counted.shards, shards: job.of },
    },
  })
}

function isDue(deps: PipelineDeps, plan: PlanId, second: number): boolean {
  let seconds = told.get(deps)
  if (!seconds) told.set(deps, (seconds = new Map()))
  if (second <= (seconds.get(plan) ?? -1)) return false
  for (const [other, last] of seconds) if (second - last > FORGET_S) seconds.delete(other)
  seconds.set(plan, second)
  return true
}

import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { STAGES, type StageName, type WorkersView } from '@techdeck/contracts'
import { LOOK_EVERY_MS, ScalabilityManager, byProcessor, byWait, type Load } from '@techdeck/pipeline/scaling'

export const SCALING_POLICIES = ['wait', 'processor'] as const
export type ScalingPolicyName = (typeof SCALING_POLICIES)[number]

/**
 * `wait`: from one worker a stage to one a core, by what waits. `processor`: two to ten, one more or fewer every five
 * minutes at most, by how busy they are.
 */
export function managerOf(policy: ScalingPolicyName): ScalabilityManager {
  if (policy === 'processor') return new ScalabilityManager(byProcessor())
  const most = Math.max(2, availableParallelism())
  return new ScalabilityManager(byWait(), { least: 1, most, coolDownMs: { up: LOOK_EVERY_MS, down: 300_000 } })
}

interface AutoscaleOptions {
  policy: ScalingPolicyName
  /** How workers and queues stand. */
  look: () => Promise<WorkersView>
  /** Has a stage have so many workers. */
  scale: (stage: StageName, count: number) => Promise<unknown>
  say: (line: string) => void
  /** Milliseconds between two looks. */
  everyMs?: number
}

/** Starts and stops the workers of each stage as its queue asks for, until the signal aborts; what fails is said, and tried again. */
export async function autoscale(options: AutoscaleOptions, signal: AbortSignal): Promise<void> {
  const { policy, look, scale, say, everyMs = LOOK_EVERY_MS } = options
  const managers = new Map(STAGES.map((stage) => [stage, managerOf(policy)]))
  while (!signal.aborted) {
    try {
      const view = await look()
      for (const [stage, manager] of managers) {
        if (signal.aborted) return
        const load = loadOf(view, stage)
        const { change, because } = manager.decide(load, performance.now())
        if (change === 0) continue
        const count = load.instances + change
        say(`${stage}: ${load.instances} → ${count} workers, since ${because}`)
        await scale(stage, count)
      }
    } catch (error) {
      if (signal.aborted) return
      say(`the workers stay as they are: ${error instanceof Error ? error.message : 'something failed'}`)
    }
    await delay(everyMs, undefined, { signal }).catch(() => {})
  }
}

/** How the workers of a stage stand; those that are not heard of, or go, do not count. */
export function loadOf({ workers, queues }: WorkersView, stage: StageName): Load {
  const own = workers.filter((worker) => worker.stages.includes(stage) && worker.state === 'working')
  const queue = queues.find((each) => each.queue === stage)
  return {
    instances: own.length,
    starting: 0,
    cpu: own.reduce((sum, { load }) => sum + load, 0) / Math.max(1, own.length),
    waiting: queue?.waiting ?? 0,
    oldestWaitMs: queue?.oldest_wait_ms ?? 0,
    perMinute: queue?.per_minute ?? 0,
  }
}

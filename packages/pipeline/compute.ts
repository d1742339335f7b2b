import { runFinish } from './run-finish.ts'
import { runPreview } from './preview/run-preview.ts'
import { runShard, type ComputeDeps } from './run-shard.ts'
import type { Compute } from './tasks.ts'

export type { ComputeDeps }

/** Does the work of tasks in this thread. */
export const createCompute = (deps: ComputeDeps): Compute => ({
  shard: (task, signal) => runShard(deps, task, signal),
  finish: (task, signal) => runFinish(deps, task, signal),
  async inspect(task, signal) {
    const { runInspect } = await import('./run-inspect.ts')
    return runInspect(deps, task, signal)
  },
  preview: (task, signal) => runPreview(deps, task, signal),
})

import { runFinish } from './run-finish.ts'
import { runPreview } from './preview/run-preview.ts'
import { runInspect } from './run-inspect.ts'
import { runShard, type ComputeDeps } from './run-shard.ts'
import type { Compute } from './tasks.ts'

export type { ComputeDeps }

/** Does the work of tasks in this thread. */
export const createCompute = (deps: ComputeDeps): Compute => ({
  shard: (task, signal) => runShard(deps, task, signal),
  finish: (task, signal) => runFinish(deps, task, signal),
  inspect: (task, signal) => runInspect(deps, task, signal),
  preview: (task, signal) => runPreview(deps, task, signal),
})

import { runInspectJob } from './inspect-job.ts'
import { runPreviewJob } from './preview/preview-job.ts'
import type { PipelineDeps } from './deps.ts'
import type { FlowHandlers } from './ports.ts'
import { runRootJob } from './root-job.ts'
import { runShardJob } from './shard-job.ts'
import { runStageJob } from './stage-job.ts'
import type { ProgressTracker } from './progress.ts'

/** What workers do with each kind of job; progress is shown after every step. */
export function createHandlers(deps: PipelineDeps, tracker: ProgressTracker): FlowHandlers {
  return {
    async root(job) {
      await runRootJob(deps, job)
      await tracker.show(job.executionId).catch(() => {})
    },
    async stage(job) {
      const { wait, moved } = await runStageJob(deps, job)
      if (moved) tracker.note(job.executionId)
      return { wait }
    },
    async shard(job, signal) {
      await runShardJob(deps, job, signal)
      tracker.note(job.executionId)
    },
    inspect: (job, signal) => runInspectJob(deps, job, signal),
    preview: (job, signal) => runPreviewJob(deps, job, signal),
  }
}

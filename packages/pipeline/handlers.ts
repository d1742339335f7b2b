import { runInspectJob } from './inspect-job.ts'
import { runPreviewJob } from './preview/preview-job.ts'
import type { PipelineDeps } from './deps.ts'
import type { FlowHandlers } from './ports.ts'
import { closeWhenEnded, runRootJob } from './root-job.ts'
import { runShardJob } from './shard-job.ts'
import { runStageJob } from './stage-job.ts'
import type { ProgressTracker } from './progress.ts'
import { Turnstile } from './turnstile.ts'

/**
 * What one worker process does with each kind of job; progress is shown after every step. A shard that is suspected of
 * ending processes is worked on while this one does nothing else.
 */
export function createHandlers(deps: PipelineDeps, tracker: ProgressTracker): FlowHandlers {
  const turnstile = new Turnstile()
  return {
    async root(job) {
      await runRootJob(deps, job)
      await tracker.show(job.executionId).catch(() => {})
    },
    async stage(job, signal) {
      const { wait, moved, last } = await turnstile.beside(() => runStageJob(deps, job, signal), signal)
      if (last && (await closeWhenEnded(deps, job))) await tracker.show(job.executionId).catch(() => {})
      else if (moved) tracker.note(job.executionId)
      return { wait }
    },
    async shard(job, signal) {
      const done = await turnstile.beside(() => runShardJob(deps, job, signal), signal)
      if (!done) await turnstile.alone(() => runShardJob(deps, job, signal, true), signal)
      tracker.note(job.executionId)
    },
    inspect: (job, signal) => turnstile.beside(() => runInspectJob(deps, job, signal), signal),
    preview: (job, signal) => turnstile.beside(() => runPreviewJob(deps, job, signal), signal),
  }
}

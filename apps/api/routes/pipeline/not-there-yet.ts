import { isFinal, type Execution } from '@techdeck/contracts'
import { NotFoundError, PartialProcessingError, QueuedForProcessingError, type AppError } from '@techdeck/core'
import { estimatedWait, paceOf, remainingOf } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'

type Deps = Pick<ApiDeps, 'executions' | 'progress'>

/** Runs by which the pace is taken, and runs under way that are looked at. */
const ENDED = 20
const UNDER_WAY = 50
/** Seconds, where nothing ended yet by which it could be told. */
const UNKNOWN_WAIT_S = 30
/** However long it takes, somebody who waits looks again. */
const LOOK_AGAIN_S = 30

/** Why an execution has no such file: it is not so far, what it is made of was set aside, or nobody ever makes it. */
export async function whyNoFile(deps: Deps, execution: Execution, name: string, made: number): Promise<AppError> {
  const exports = execution.stagesPlanned.includes('export')
  if (!isFinal(execution.status) && exports && made === 0) {
    const wait = Math.max(1, Math.ceil(await waitOf(deps, execution)))
    return new QueuedForProcessingError('The execution has not made its files yet.', wait, {
      retryAfter: Math.min(wait, LOOK_AGAIN_S),
      userMessage: `The run is still under way; its files are there in about ${wait} s.`,
    })
  }
  const { error } = execution
  const missing = error?.missing?.find(({ dataset_id }) => name.startsWith(`${dataset_id}.`))
  if (error?.processed_percentage !== undefined && missing)
    return new PartialProcessingError('The data set of this file did not come through.', error.processed_percentage, {
      details: { missing: [missing] },
      userMessage: `What the file would be made of was set aside in ${missing.stage}. Retry the run; it goes on with what is missing.`,
    })
  return new NotFoundError('The execution has no file of this name.')
}

/** Seconds until an execution has ended, by the pace that runs of the workspace came to lately. */
async function waitOf({ executions, progress }: Deps, execution: Execution): Promise<number> {
  const { workspaceId } = execution
  const { items } = await executions.list({ workspaceId }, null, ENDED)
  const pace = paceOf(items)
  if (pace === null) return UNKNOWN_WAIT_S
  const underWay = await executions.unfinished(UNDER_WAY, null)
  const others = underWay.filter(({ id }) => id !== execution.id)
  const left = await Promise.all(
    [execution, ...others].map(async (each) => {
      const shown = await progress.get(each.id).catch(() => null)
      return remainingOf(each, (shown?.progress ?? 0) / 100)
    }),
  )
  return estimatedWait(execution.id, left, pace)
}

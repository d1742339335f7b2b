import { routes, type Execution, type Preview } from '@techdeck/contracts'
import { QueuedForProcessingError } from '@techdeck/core'
import { previewedOf, readPreview } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { dataKeyOf } from './data-key.ts'
import { findExecution } from './find-execution.ts'

/** Seconds that making one takes, and after which asking again is sensible. */
const ESTIMATED_WAIT_S = 2
const RETRY_AFTER_S = 0.25

export type PreviewDeps = Pick<ApiDeps, 'executions' | 'datasets' | 'keys' | 'keyRing' | 'artifacts' | 'flows'>

/**
 * `GET /pipeline/:id/preview`: the first conversations after all stages, de-identified, with findings. One that is not
 * there is asked for: it is queued with the run, and may have been lost since.
 */
export const getPreview: Route<PreviewDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.getPreview),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const found = await previewsOf(deps, execution)
      const conversations = found.flatMap((preview) => preview.conversations)
      request.access = { executionId: execution.id, details: { conversations: conversations.length } }
      return ok({
        execution_id: execution.id,
        conversations,
        datasets: found.map(({ conversations: { length }, ...preview }) => ({ ...preview, shown: length })),
      })
    },
  })
}

/** The previews of an execution, data set by data set. @throws QueuedForProcessingError where one is being made */
export async function previewsOf(
  deps: PreviewDeps,
  execution: Execution,
): Promise<(Preview & { dataset_id: string })[]> {
  const found: (Preview & { dataset_id: string })[] = []
  for (const datasetId of previewedOf(execution)) {
    const preview = await readPreview(deps.artifacts, execution, await dataKeyOf(deps, datasetId))
    if (preview) found.push({ ...preview, dataset_id: datasetId })
    else await askFor(deps, execution.id)
  }
  return found
}

async function askFor({ flows }: PreviewDeps, executionId: string): Promise<never> {
  await flows.addPreview({ executionId }).catch(() => {})
  throw new QueuedForProcessingError('The preview is being made.', ESTIMATED_WAIT_S, {
    retryAfter: RETRY_AFTER_S,
    userMessage: 'The preview is being made; it is there in a moment.',
  })
}

import { routes, type JsonObject, type LeakReview, type StageExecution } from '@techdeck/contracts'
import { signingKeyOf } from '@techdeck/core'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { findExecution } from '../pipeline/find-execution.ts'
import { toLeakReviewView } from './view.ts'

type Deps = Pick<ApiDeps, 'executions' | 'results' | 'leakReviews' | 'keyRing' | 'version' | 'clock'>

/** `GET /pipeline/:id/evidence`: what was done, how often, and what is known of the risk that is left; no text, no names. */
export const getEvidence: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.getEvidence),
    handler: async (request) => {
      const execution = await findExecution(deps.executions, request, request.params.id)
      const stages = await deps.results.ofExecution(execution.id)
      const review = await deps.leakReviews.get(execution.id)
      const evidence: JsonObject = {
        schema: 'techdeck-evidence/1',
        techdeck: deps.version,
        execution_id: execution.id,
        execution_mode: execution.executionMode,
        made_at: deps.clock.now().toISOString(),
        datasets: execution.datasets.map(({ datasetId, version, sha256 }) => ({
          id: datasetId,
          version,
          sha256,
          ...deidentification(stages, datasetId),
        })),
        leak_review: review && certificate(review),
        limits: [
          'Detection is automatic and misses things; figures of the detectors stand in their cards.',
          'Risk is by what is told of age, job, place, family and rare events; who knows more may tell more people apart.',
          'The bound of the leak rate holds for conversations drawn from this execution, as its reviewers saw them.',
        ],
      }
      const signature = signingKeyOf(deps.keyRing.pseudonymKey).sign(Buffer.from(JSON.stringify(evidence)))
      request.access = { executionId: execution.id, details: { datasets: execution.datasets.length } }
      return ok({ evidence, signature })
    },
  })
}

/** What processing did with one data set, and what became of its records. */
function deidentification(stages: readonly StageExecution[], datasetId: string): JsonObject {
  const own = stages.filter((stage) => stage.datasetId === datasetId)
  const processing = own.find(({ stageName }) => stageName === 'processing')
  const { method, options, replaced, replacedFields, canaries, risk, losses } = processing?.outputData.report ?? {}
  return {
    conservation: own.map(({ stageName, outputData: { records, output } }) => ({
      stage: stageName,
      ...records,
      manifest: output.manifestHash,
    })),
    processing: {
      version: processing?.inputData['version'] ?? null,
      method: method ?? null,
      options: options ?? null,
      replaced: replaced ?? null,
      replaced_fields: replacedFields ?? null,
      canaries_gone: canaries ?? null,
      withheld: losses ?? null,
      risk: risk ?? null,
    },
  }
}

function certificate(review: LeakReview): JsonObject {
  const { execution_id: _id, drawn_at: _at, ...figures } = toLeakReviewView(review)
  const { reviewed, leaking, upper_95: bound } = figures
  return {
    ...figures,
    statement: `${leaking} of ${reviewed} conversations had a leak; with 95 % confidence fewer than ${(bound * 100).toFixed(2)} % of all have one (exact binomial).`,
    reviewers: [...new Set(Object.values(review.marks).map(({ by }) => by))].toSorted(),
  }
}

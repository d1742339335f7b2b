import {
  isConserved,
  routes,
  toExecutionView,
  type Execution,
  type JsonObject,
  type Preview,
  type ReportView,
  type StageExecution,
  type StageName,
} from '@techdeck/contracts'
import { ok } from '../../answers.ts'
import type { ApiDeps } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { toLeakReviewView } from '../leak-review/view.ts'
import { findingsOf } from '../validation/findings-of.ts'
import { toBiasView, toValidationView } from '../validation/view.ts'
import { estimateOf, previewedOf, readPreview } from '@techdeck/pipeline'
import { keyOf } from './data-key.ts'
import { findExecution } from './find-execution.ts'
import { weighted } from './weighted.ts'

type Deps = Pick<ApiDeps, 'executions' | 'results' | 'datasets' | 'keys' | 'keyRing' | 'artifacts' | 'leakReviews'>

/** `GET /pipeline/:id/report`: what the stages found so far, and that every record is accounted for. */
export const getReport: Route<Deps> = async (app, deps) => {
  const { executions, results } = deps
  app.route({
    ...serve(routes.getReport),
    handler: async (request) => {
      const execution = await findExecution(executions, request, request.params.id)
      const stages = inOrder(execution, await results.ofExecution(execution.id))
      const { validation, bias } = await findings(results, execution, stages)
      const processing = byDataset(stages, 'processing')
      const estimate = estimateOf(execution, stages, await previewsOf(deps, execution))
      const plans = Object.entries(byDataset(stages, 'export')).flatMap(([id, { plan }]) =>
        plan === undefined ? [] : [[id, plan as JsonObject] as const],
      )
      const review = await deps.leakReviews.get(execution.id)
      return ok({
        execution: toExecutionView(execution),
        conservation: conservationOf(stages),
        validation,
        bias,
        quality: byDataset(stages, 'quality'),
        therapy: mapValues(processing, ({ therapy, over_time }) => ({
          ...((therapy ?? {}) as JsonObject),
          ...(over_time !== undefined && { over_time }),
        })),
        privacy: mapValues(processing, ({ therapy: _therapy, over_time: _time, ...privacy }) => privacy),
        recommendations: [...new Set([...(validation?.recommendations ?? []), ...(bias?.recommendations ?? [])])],
        ...(review && { leak_review: toLeakReviewView(review) }),
        ...(plans.length > 0 && { plans: Object.fromEntries(plans) }),
        ...(estimate && { estimate }),
      })
    },
  })
}

/** The previews of a dry run by which sizes are estimated, as far as they are there. */
async function previewsOf(deps: Deps, execution: Execution): Promise<Preview[]> {
  if (execution.executionMode !== 'dry_run') return []
  const previews: Preview[] = []
  for (const datasetId of previewedOf(execution)) {
    const dataset = await deps.datasets.get(datasetId)
    // Without them there is no estimate; what else a report says, it says of counts.
    if (dataset?.status === 'deleted') continue
    const preview = await readPreview(deps.artifacts, execution, await keyOf(deps, dataset))
    if (preview) previews.push(preview)
  }
  return previews
}

const inOrder = ({ datasetIds, stagesPlanned }: Execution, stages: readonly StageExecution[]): StageExecution[] =>
  datasetIds.flatMap((id) =>
    stagesPlanned.flatMap((name) =>
      stages.filter(({ datasetId, stageName }) => datasetId === id && stageName === name),
    ),
  )

function conservationOf(stages: readonly StageExecution[]): ReportView['conservation'] {
  const entries = stages.map(({ datasetId, stageName, outputData: { records, losses } }) => ({
    dataset_id: datasetId,
    stage: stageName,
    records,
    conserved: isConserved(records),
    losses,
  }))
  return { conserved: entries.every(({ conserved }) => conserved), stages: entries }
}

/** Scores over all data sets, weighted by their conversations. */
async function findings(results: ApiDeps['results'], { datasets }: Execution, stages: readonly StageExecution[]) {
  const weightOf = (datasetId: string) => datasets.find((dataset) => dataset.datasetId === datasetId)?.weight ?? 1
  const validated = stages.filter(({ stageName }) => stageName === 'validation')
  const found = await Promise.all(
    validated.map(async (stage) => ({ weight: weightOf(stage.datasetId), ...(await findingsOf(results, stage)) })),
  )
  const views = <R, V>(of: (item: (typeof found)[number]) => R | null, toView: (result: R) => V) =>
    found.flatMap((item) => {
      const result = of(item)
      return result === null ? [] : [{ weight: item.weight, view: toView(result) }]
    })
  return {
    validation: weighted(
      views(({ validation }) => validation, toValidationView),
      ['overall_score', 'dsm5_accuracy', 'therapeutic_appropriateness', 'privacy_compliance'],
    ),
    bias: weighted(
      views(({ bias }) => bias, toBiasView),
      ['bias_score'],
    ),
  }
}

const byDataset = (stages: readonly StageExecution[], name: StageName): { [datasetId: string]: JsonObject } =>
  Object.fromEntries(
    stages
      .filter(({ stageName }) => stageName === name)
      .map(({ datasetId, outputData }) => [datasetId, outputData.report]),
  )

const mapValues = <V, W>(object: { [key: string]: V }, map: (value: V) => W): { [key: string]: W } =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))

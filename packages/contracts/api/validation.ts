import { z } from 'zod'
import { Id, Ok, Time } from './envelope.ts'
import type { RouteContract } from './route.ts'

const JsonObject = z.record(z.string(), z.json())
const Score = z.number().min(0).max(1)

export const ValidationView = z.object({
  id: z.string(),
  stage_id: z.string(),
  overall_score: Score,
  dsm5_accuracy: Score,
  therapeutic_appropriateness: Score,
  privacy_compliance: Score,
  bias_detection: JsonObject,
  recommendations: z.array(z.string()),
})
export type ValidationView = z.infer<typeof ValidationView>

export const BiasView = z.object({
  id: z.string(),
  stage_id: z.string(),
  bias_score: Score,
  demographic_analysis: JsonObject,
  fairness_metrics: JsonObject,
  recommendations: z.array(z.string()),
  detected_at: Time,
})
export type BiasView = z.infer<typeof BiasView>

export const ValidateBody = z.strictObject({ enable_bias_detection: z.boolean().default(true) }).nullish()
export type ValidateBody = z.input<typeof ValidateBody>

const DatasetParams = z.object({ dataset_id: Id })

export const ValidationStartedView = z.object({ execution_id: z.string() })
export const ValidationResultView = z.object({
  execution_id: z.string(),
  validation: ValidationView,
  bias: BiasView.nullable(),
})
export type ValidationResultView = z.infer<typeof ValidationResultView>

export const validationRoutes = {
  validateDataset: {
    method: 'POST',
    path: '/validation/:dataset_id',
    needs: 'queue',
    permission: 'pipeline:execute',
    begins: true,
    summary: 'Run the stages up to validation on a data set',
    params: DatasetParams,
    body: ValidateBody,
    status: 202,
    answer: Ok(ValidationStartedView),
    audit: 'validation.start',
    errors: ['CONFLICT'],
  },
  getValidation: {
    method: 'GET',
    path: '/validation/:dataset_id',
    permission: 'dataset:read',
    reachesOthers: 'dataset:read:any',
    summary: 'The newest validation of a data set',
    params: DatasetParams,
    opens: true,
    status: 200,
    answer: Ok(ValidationResultView),
    audit: 'validation.read',
  },
} as const satisfies Record<string, RouteContract>

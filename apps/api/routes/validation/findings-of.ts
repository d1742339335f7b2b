import type { BiasDetectionResult, StageExecution, ValidationResult } from '@techdeck/contracts'
import type { ApiDeps } from '../../deps.ts'

/** What a validation found; of one that took over an earlier run's results, what was found there. */
export async function findingsOf(
  results: ApiDeps['results'],
  { id, datasetId, stageName, inputData }: StageExecution,
): Promise<{ validation: ValidationResult | null; bias: BiasDetectionResult | null }> {
  const from = inputData['reused_from']
  const found = typeof from === 'string' ? [from, datasetId, stageName].join('.') : id
  const [validation, bias] = await Promise.all([results.validation(found), results.bias(found)])
  return { validation, bias }
}

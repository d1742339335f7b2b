import type { Estimate, Execution, Preview, StageExecution } from '@techdeck/contracts'

/**
 * What would come out of a dry run whose last stage has ended; `null` before, and for other modes. Conversations are
 * counted; sizes are those of the previewed ones, taken as large as all others.
 */
export function estimateOf(
  { executionMode, stagesPlanned, exportFormats }: Pick<Execution, 'executionMode' | 'stagesPlanned' | 'exportFormats'>,
  results: readonly StageExecution[],
  previews: readonly Preview[],
): Estimate | null {
  const last = stagesPlanned.at(-1)
  const ended = results.filter(({ stageName }) => stageName === last)
  if (executionMode !== 'dry_run' || ended.length === 0) return null
  const conversations = ended.reduce((sum, { outputData }) => sum + outputData.records.out, 0)
  const sample = previews.reduce((sum, preview) => sum + preview.conversations.length, 0)
  return {
    conversations,
    withheld: results.reduce((sum, { outputData }) => sum + outputData.records.withheld, 0),
    formats: exportFormats.map((format) => {
      const sizes = previews.flatMap((preview) => preview.sizes?.filter((size) => size.format === format) ?? [])
      const bytes = sizes.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
      const known = sample > 0 && sizes.length > 0
      return { format, conversations, size_bytes: known ? Math.round((bytes / sample) * conversations) : null }
    }),
    sample,
  }
}

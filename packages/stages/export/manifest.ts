import { STAGES, type JsonObject } from '@techdeck/contracts'
import type { z } from 'zod'
import type { FinishContext } from '../definition.ts'
import { contract } from './contract.ts'
import type { ExportSummary } from './summary.ts'

export type ExportContext = FinishContext<ExportSummary, z.output<typeof contract.options>>

export type WrittenFile = {
  name: string
  format: string
  records: number
  sha256: string
  size_bytes: number
  split?: string
}

/**
 * What was made of what: input and output hashes, versions, options and the fate of every record, stage by stage.
 * It names no time and no execution, so that equal inputs and options give equal bytes.
 */
export function manifestOf(context: ExportContext, files: readonly WrittenFile[]): JsonObject {
  const { dataset, execution, options, records, summary } = context
  return {
    schema: 'techdeck-manifest/1',
    dataset: {
      sha256: dataset.sha256,
      files: dataset.files.map(({ ordinal, sha256 }) => ({ ordinal, sha256 })),
    },
    execution_mode: execution.executionMode,
    quality_threshold: execution.qualityThreshold,
    enable_bias_detection: execution.enableBiasDetection,
    stages: STAGES.map((stage): JsonObject => {
      if (stage === contract.name) return { stage, version: contract.version, records, options: options }
      const earlier = context.earlier(stage)
      const { options: given = {}, losses = [] } = earlier?.report ?? {}
      return { stage, version: earlier?.version ?? null, records: earlier?.records ?? null, options: given, losses }
    }),
    content: summary,
    files: files.map((file): JsonObject => ({ ...file })),
  }
}

import type { JsonObject } from '@techdeck/contracts'
import { STAGES } from '@techdeck/contracts/names'
import type { FinishContext } from '../definition.ts'
import { contract, type ExportOptions } from './contract.ts'
import type { ExportSummary } from './summary.ts'

export type ExportContext = FinishContext<ExportSummary, ExportOptions>

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
 *
 * @param lineage root of the Merkle tree over the ids of all conversations written
 */
export function manifestOf(
  context: ExportContext,
  about: {
    content: ExportSummary
    files: readonly WrittenFile[]
    notices: readonly string[]
    lineage: string
    left: number
  },
): JsonObject {
  const { dataset, execution, options, records } = context
  const left = { ...records, out: records.out - about.left, rejected: records.rejected + about.left }
  return {
    schema: 'techdeck-manifest/2',
    dataset: {
      sha256: dataset.sha256,
      files: dataset.files.map(({ ordinal, sha256 }) => ({ ordinal, sha256 })),
      licence: dataset.licence ?? null,
      consent: dataset.consent ?? null,
    },
    execution_mode: execution.executionMode,
    quality_threshold: execution.qualityThreshold,
    enable_bias_detection: execution.enableBiasDetection,
    stages: STAGES.map((stage): JsonObject => {
      if (stage === contract.name) return { stage, version: contract.version, records: left, options }
      const earlier = context.earlier(stage)
      const { options: given = {}, losses = [] } = earlier?.report ?? {}
      return { stage, version: earlier?.version ?? null, records: earlier?.records ?? null, options: given, losses }
    }),
    content: about.content,
    lineage_root: about.lineage,
    notices: [...about.notices],
    files: about.files.map((file): JsonObject => ({ ...file })),
  }
}

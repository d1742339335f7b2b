import type { DatasetFile, StageName, StageState } from '@techdeck/contracts'
import { handedOn } from '@techdeck/contracts/names'
import { CONTRACTS } from '@techdeck/stages/contracts'

/** How many records a stage is handed: source rows for ingestion, else what the stage before handed on. */
export function handedTo(
  stage: StageName,
  stages: { [stage: string]: StageState },
  files: readonly Pick<DatasetFile, 'rows'>[],
): number {
  const { after } = CONTRACTS[stage]
  if (!after) return files.reduce((sum, { rows = 0 }) => sum + rows, 0)
  const { records } = stages[after]
  return records ? handedOn(records) : 0
}

import type { StageName } from '@techdeck/contracts'
import type { Stage } from './definition.ts'
import { exportStage } from './export/index.ts'
import { ingestion } from './ingestion/index.ts'
import { processing } from './processing/index.ts'
import { quality } from './quality/index.ts'
import { standardization } from './standardization/index.ts'
import { validation } from './validation/index.ts'

/** The six stages, by name. */
export const STAGE_DEFINITIONS: Readonly<Record<StageName, Stage>> = {
  ingestion: ingestion,
  standardization: standardization,
  validation: validation,
  processing: processing,
  quality: quality,
  export: exportStage,
}

export * from './definition.ts'
export { CONTRACTS } from './contracts.ts'
export type { ValidationNote } from './validation/note.ts'
export type { ProcessingNote } from './processing/note.ts'
export type { QualityNote } from './quality/note.ts'

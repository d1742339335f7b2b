import type { StageName } from '@techdeck/contracts'
import type { StageContract } from './definition.ts'
import { contract as ingestion } from './ingestion/contract.ts'
import { contract as standardization } from './standardization/contract.ts'
import { contract as validation } from './validation/contract.ts'
import { contract as processing } from './processing/contract.ts'
import { contract as quality } from './quality/contract.ts'
import { contract as exportContract } from './export/contract.ts'

/** What the API, the queues and the orchestrator may know of the stages: data and option schemas, no code that runs on content. */
export const CONTRACTS: Readonly<Record<StageName, StageContract>> = {
  ingestion,
  standardization,
  validation,
  processing,
  quality,
  export: exportContract,
}

export type { StageContract } from './definition.ts'

import type { StageName } from '@techdeck/contracts'
import type { Stage } from './definition.ts'

const LOADERS: Readonly<Record<StageName, () => Promise<Stage>>> = {
  ingestion: async () => (await import('./ingestion/index.ts')).ingestion,
  standardization: async () => (await import('./standardization/index.ts')).standardization,
  validation: async () => (await import('./validation/index.ts')).validation,
  processing: async () => (await import('./processing/index.ts')).processing,
  quality: async () => (await import('./quality/index.ts')).quality,
  export: async () => (await import('./export/index.ts')).exportStage,
}

/** The code of one stage, and of no other: a thread that serves a stage has no room for what it does not need. */
export const loadStage = (name: StageName): Promise<Stage> => LOADERS[name]()

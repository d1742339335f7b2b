import type { StageName } from '@techdeck/contracts'
import { trail as exportTrail } from './export/trail.ts'
import { trail as processing } from './processing/trail.ts'
import { trail as quality } from './quality/trail.ts'
import { trail as standardization } from './standardization/trail.ts'
import type { StageTrail } from './stage-trail.ts'
import { trail as validation } from './validation/trail.ts'

export type { StageTrail } from './stage-trail.ts'
export { ROWS, type RowsOf } from './ingestion/trail.ts'

/** Stages that say something of single conversations. */
export const TRAILS: { readonly [stage in StageName]?: StageTrail } = {
  standardization,
  validation,
  processing,
  quality,
  export: exportTrail,
}

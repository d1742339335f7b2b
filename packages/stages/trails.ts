import type { Json, StageName, Told } from '@techdeck/contracts'
import type { Note } from './definition.ts'
import { trail as exportTrail } from './export/trail.ts'
import { trail as processing } from './processing/trail.ts'
import { trail as quality } from './quality/trail.ts'
import { trail as standardization } from './standardization/trail.ts'
import { trail as validation } from './validation/trail.ts'

export { ROWS, type RowsOf } from './ingestion/trail.ts'

/** What a stage's notes say of a conversation to those who ask what happened to it; light to load, as contracts are. */
export interface StageTrail<N extends Note = never> {
  /** Sections of its shards in which notes stand, also those of conversations that went no further. */
  readonly sections: readonly string[]
  /** Counts, codes and scores; never text. */
  tell(this: void, note: N): Told
  /** Of a stage that writes files: how many records a shard with this summary put into those of a split. */
  recordsIn?(this: void, summary: Json, split: string | undefined): number
  /** Of such a stage: the line of a record in a file, where a record is a line. */
  lineOf?(this: void, format: string, record: number): number | undefined
}

/** Stages that say something of single conversations. */
export const TRAILS: { readonly [stage in StageName]?: StageTrail } = {
  standardization,
  validation,
  processing,
  quality,
  export: exportTrail,
}

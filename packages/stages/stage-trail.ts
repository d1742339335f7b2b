import type { Json, Told } from '@techdeck/contracts'
import type { Note } from './definition.ts'

/** What a stage's notes say of a conversation to those who ask what happened to it; light to load, as contracts are. */
export interface StageTrail<N extends Note = never> {
  /** Sections of its shards in which notes stand, also those of conversations that went no further. */
  readonly sections: readonly string[]
  /** Counts, codes and scores; never text. */
  tell(this: void, note: N): Told
  /** Of a stage that measures: what conversations are sorted and chosen by, in the order of the names. */
  readonly figures?: { readonly names: readonly string[]; of(this: void, note: N): readonly (number | null)[] }
  /** Short values that conversations are counted by. */
  facets?(this: void, note: N): { [name: string]: string }
  /** Of a stage that writes files: how many records a shard with this summary put into those of a split. */
  recordsIn?(this: void, summary: Json, split: string | undefined): number
  /** Of such a stage: the line of a record in a file, where a record is a line. */
  lineOf?(this: void, format: string, record: number): number | undefined
}

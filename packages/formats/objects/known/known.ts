import type { JsonObject } from '@techdeck/contracts'
import type { SourceRow } from '../../types.ts'

/** A row without its place. */
export type Content = Omit<SourceRow, 'position'>

/** A shape that names of fields alone do not explain: exports of a product, or of a standard. */
export interface KnownShape {
  /** Goes into the reading's settings. */
  readonly name: string
  /** For people: what such objects are. */
  readonly saw: string
  /** Whether an object is of this shape, by its fields. */
  is(object: JsonObject): boolean
  /** What it says. Without turns where it belongs to such a file and nobody says anything in it. */
  read(object: JsonObject): Content
}

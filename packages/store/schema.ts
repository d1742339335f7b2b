import { Schema, type SchemaDefinitionProperty, type SchemaOptions } from 'mongoose'

/** An entity as MongoDB keeps it: its id is `_id`, the rest has the same names. */
export type Document<T extends { id: string }> = Omit<T, 'id'> & { _id: string }

/** A schema type for every field of `D`; forgetting one does not compile. */
type Definition<D> = { [K in keyof Required<D>]: SchemaDefinitionProperty }

const options = {
  strict: 'throw',
  strictQuery: 'throw',
  minimize: false,
  versionKey: false,
  autoIndex: false,
  autoCreate: false,
  id: false,
} as const satisfies SchemaOptions

/**
 * The schema of a collection. A field that it does not know is an error in writes and in filters, empty objects are
 * kept, and nothing happens by itself: indexes are built by a migration.
 */
export const entitySchema = <D extends { _id: string | number }>(
  collection: string,
  definition: Definition<D>,
): Schema => new Schema(definition, { ...options, collection })

/** The schema of an object inside of a document. */
export const partSchema = <P extends object>(definition: Definition<P>): Schema =>
  new Schema(definition, { ...options, _id: false })

/** JSON of any form. */
export const Mixed = Schema.Types.Mixed

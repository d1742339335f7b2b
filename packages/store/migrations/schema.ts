import { entitySchema } from '../schema.ts'

/** A migration that was run. */
export interface MigrationDocument {
  _id: string
  appliedAt: Date
}

export const migrationSchema = entitySchema<MigrationDocument>('migrations', {
  _id: { type: String, required: true },
  appliedAt: { type: Date, required: true },
})

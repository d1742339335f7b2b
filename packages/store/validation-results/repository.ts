import type { Connection } from 'mongoose'
import type { ValidationResult } from '@techdeck/contracts'
import { atEdge } from '../errors.ts'
import { toValidationResult, validationResultSchema, type ValidationResultDocument } from './schema.ts'

export interface ValidationResultRepository {
  /** Keeps the result by its id; saving it again replaces it. */
  save(result: ValidationResult): Promise<void>
  ofStage(stageId: string): Promise<ValidationResult | null>
  removeOf(stageId: string): Promise<void>
}

export function createValidationResultRepository(connection: Connection): ValidationResultRepository {
  const results = connection.model<ValidationResultDocument>('ValidationResult', validationResultSchema)

  return atEdge({
    async save({ id, ...result }: ValidationResult) {
      await results.replaceOne({ _id: id }, result, { upsert: true })
    },

    async removeOf(stageId: string) {
      await results.deleteMany({ stageId })
    },

    async ofStage(stageId: string) {
      const document = await results.findOne({ stageId }).lean<ValidationResultDocument>()
      return document && toValidationResult(document)
    },
  })
}

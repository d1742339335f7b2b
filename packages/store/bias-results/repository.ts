import type { Connection } from 'mongoose'
import type { BiasDetectionResult } from '@techdeck/contracts'
import { atEdge } from '../errors.ts'
import { biasResultSchema, toBiasResult, type BiasResultDocument } from './schema.ts'

export interface BiasResultRepository {
  /** Keeps the result by its id; saving it again replaces it. */
  save(result: BiasDetectionResult): Promise<void>
  ofStage(stageId: string): Promise<BiasDetectionResult | null>
  removeOf(stageId: string): Promise<void>
}

export function createBiasResultRepository(connection: Connection): BiasResultRepository {
  const results = connection.model<BiasResultDocument>('BiasDetectionResult', biasResultSchema)

  return atEdge({
    async save({ id, ...result }: BiasDetectionResult) {
      await results.replaceOne({ _id: id }, result, { upsert: true })
    },

    async removeOf(stageId: string) {
      await results.deleteMany({ stageId })
    },

    async ofStage(stageId: string) {
      const document = await results.findOne({ stageId }).lean<BiasResultDocument>()
      return document && toBiasResult(document)
    },
  })
}

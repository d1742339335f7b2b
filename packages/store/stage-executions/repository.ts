import { trusted, type Connection } from 'mongoose'
import type { BiasDetectionResult, StageExecution, StageName, ValidationResult } from '@techdeck/contracts'
import { USABLE_STAGE_STATUSES } from '@techdeck/contracts/names'
import type { BiasResultRepository } from '../bias-results/repository.ts'
import { atEdge, isOnlyDuplicates } from '../errors.ts'
import type { ValidationResultRepository } from '../validation-results/repository.ts'
import { stageExecutionSchema, toStageExecution, type StageExecutionDocument } from './schema.ts'

export interface ResultRepository {
  /**
   * Keeps what a stage did (by its id), with its validation and bias results where it has them. Those are written
   * first, so whoever finds the stage finds them too; saving all of it again replaces each by its id.
   */
  save(result: StageExecution, validation?: ValidationResult, bias?: BiasDetectionResult): Promise<void>
  /** Keeps what stages did whose validation and bias results are those of others, in one write. */
  saveAll(results: readonly StageExecution[]): Promise<void>
  get(executionId: string, datasetId: string, stage: StageName): Promise<StageExecution | null>
  /** All stages of all data sets of an execution, in no order. */
  ofExecution(executionId: string): Promise<StageExecution[]>
  /** Newest results of a stage of a data set that can be read (completed, partial or reused), at most `limit`. */
  newest(datasetId: string, stage: StageName, limit: number): Promise<StageExecution[]>
  /** The newest of them. */
  latest(datasetId: string, stage: StageName): Promise<StageExecution | null>
  /** A completed result with the same reuse key in the workspace, newest first. */
  reusable(workspaceId: string, reuseKey: string): Promise<StageExecution | null>
  /** No later run takes it over any more. */
  forgetReuse(executionId: string, datasetId: string, stage: StageName): Promise<void>
  /** Forgets all that stages did with a data set. */
  removeOf(datasetId: string): Promise<void>
  validation(stageId: string): Promise<ValidationResult | null>
  bias(stageId: string): Promise<BiasDetectionResult | null>
}

export function createResultRepository(
  connection: Connection,
  parts: { validations: ValidationResultRepository; biases: BiasResultRepository },
): ResultRepository {
  const results = connection.model<StageExecutionDocument>('StageExecution', stageExecutionSchema)

  /** Mostly none of them is there yet, and servers take new documents together faster than one after the other. */
  async function saveAll(all: readonly StageExecution[]): Promise<void> {
    try {
      await results.insertMany(all.map(({ id, ...fields }) => ({ _id: id, ...fields })))
    } catch (error) {
      if (!isOnlyDuplicates(error)) throw error
      await replaceAll(all)
    }
  }

  async function replaceAll(all: readonly StageExecution[]): Promise<void> {
    const writes = all.map(({ id, ...fields }) => ({
      replaceOne: { filter: { _id: id }, replacement: { _id: id, ...fields }, upsert: true },
    }))
    // Otherwise what does not fit the schema is left out without a word.
    await results.bulkWrite(writes, { ordered: true, throwOnValidationError: true })
  }

  async function newest(datasetId: string, stage: StageName, limit: number): Promise<StageExecution[]> {
    const documents = await results
      .find({ datasetId, stageName: stage, status: trusted({ $in: [...USABLE_STAGE_STATUSES] }) })
      .sort({ completedAt: -1 })
      .limit(limit)
      .lean<StageExecutionDocument[]>()
    return documents.map(toStageExecution)
  }

  return atEdge({
    async save(result: StageExecution, validation?: ValidationResult, bias?: BiasDetectionResult) {
      if (validation) await parts.validations.save(validation)
      if (bias) await parts.biases.save(bias)
      // Alone, `replaceOne` would take what does not fit the schema.
      await replaceAll([result])
    },

    saveAll,

    async get(executionId: string, datasetId: string, stage: StageName) {
      const document = await results
        .findOne({ _id: `${executionId}.${datasetId}.${stage}` })
        .lean<StageExecutionDocument>()
      return document && toStageExecution(document)
    },

    async ofExecution(executionId: string) {
      const documents = await results.find({ pipelineId: executionId }).lean<StageExecutionDocument[]>()
      return documents.map(toStageExecution)
    },

    newest,
    async latest(datasetId: string, stage: StageName) {
      return (await newest(datasetId, stage, 1))[0] ?? null
    },

    async reusable(workspaceId: string, reuseKey: string) {
      const document = await results
        .findOne({ workspaceId, reuseKey, status: 'completed' })
        .sort({ completedAt: -1 })
        .lean<StageExecutionDocument>()
      return document && toStageExecution(document)
    },

    async forgetReuse(executionId: string, datasetId: string, stage: StageName) {
      await results.updateOne({ _id: `${executionId}.${datasetId}.${stage}` }, { $set: { reuseKey: 'gone' } })
    },

    async removeOf(datasetId: string) {
      const found = await results.find({ datasetId }).select({ _id: 1 }).lean<{ _id: string }[]>()
      for (const { _id } of found) {
        await parts.validations.removeOf(_id)
        await parts.biases.removeOf(_id)
        await results.deleteOne({ _id })
      }
    },

    validation: (stageId: string) => parts.validations.ofStage(stageId),
    bias: (stageId: string) => parts.biases.ofStage(stageId),
  })
}

import { trusted, type Connection } from 'mongoose'
import type { ExecutionEvent } from '@techdeck/contracts'
import { atEdge } from '../errors.ts'
import { insertMissing } from '../insert-missing.ts'
import { progressEventSchema, toExecutionEvent, type ProgressEventDocument } from './schema.ts'

/** Events that outlive the newest ones in their execution's document. Only added and read. */
export interface ProgressEventRepository {
  /** Keeps events by execution and number; those that are there already stay as they are. */
  keep(events: readonly ProgressEventDocument[]): Promise<void>
  /** Events `after + 1` … `upTo` that were kept, in order. */
  between(executionId: string, after: number, upTo: number): Promise<ExecutionEvent[]>
  hasKey(executionId: string, key: string): Promise<boolean>
}

export function createProgressEventRepository(connection: Connection): ProgressEventRepository {
  const events = connection.model<ProgressEventDocument>('ProgressEvent', progressEventSchema)

  return atEdge({
    keep: (documents: readonly ProgressEventDocument[]) => insertMissing(events, documents),

    async between(executionId: string, after: number, upTo: number) {
      if (upTo <= after) return []
      const documents = await events
        .find({ executionId, seq: trusted({ $gt: after, $lte: upTo }) })
        .sort({ seq: 1 })
        .lean<ProgressEventDocument[]>()
      return documents.map(toExecutionEvent)
    },

    async hasKey(executionId: string, key: string) {
      return (await events.findOne({ executionId, key }).select({ _id: 1 }).lean()) !== null
    },
  })
}

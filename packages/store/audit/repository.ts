import { trusted, type Connection } from 'mongoose'
import type { AuditRecord } from '@techdeck/contracts'
import { atEdge, isDuplicate } from '../errors.ts'
import { pageOf, type Page } from '../page.ts'
import { auditSchema, toAuditRecord, type AuditDocument } from './schema.ts'

/** What a search may ask for. Each field has an index with the workspace; of several, the database uses one. */
export type AuditCriteria = { workspaceId: string } & Partial<
  Pick<AuditRecord, 'userId' | 'executionId' | 'dataId' | 'operation'>
>

/** Records are added and read, never changed or removed. */
export interface AuditRepository {
  /** Durable when it returns. Appending a record again changes nothing. */
  append(record: AuditRecord): Promise<void>
  /** Newest first. */
  search(criteria: AuditCriteria, cursor: string | null, limit: number): Promise<Page<AuditRecord>>
}

export function createAuditRepository(connection: Connection): AuditRepository {
  const records = connection.model<AuditDocument>('AuditLog', auditSchema)

  return atEdge({
    async append({ id, ...record }: AuditRecord) {
      try {
        await records.create([{ ...record, _id: id }])
      } catch (error) {
        if (!isDuplicate(error)) throw error
      }
    },

    async search(criteria: AuditCriteria, cursor: string | null, limit: number) {
      const { workspaceId, userId, executionId, dataId, operation } = criteria
      const asked = Object.entries({ userId, executionId, dataId, operation }).filter(
        ([, value]) => value !== undefined,
      )
      const documents = await records
        .find({
          workspaceId,
          ...Object.fromEntries(asked),
          ...(cursor === null ? {} : { _id: trusted({ $lt: cursor }) }),
        })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .lean<AuditDocument[]>()
      return pageOf(documents.map(toAuditRecord), limit)
    },
  })
}

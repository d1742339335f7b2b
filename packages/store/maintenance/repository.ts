import type { Maintenance } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { maintenanceSchema, toMaintenance, type MaintenanceDocument } from './schema.ts'

export interface MaintenanceRepository {
  /** That of a workspace; `null` while it takes work. */
  get(workspaceId: string): Promise<Maintenance | null>
  /** Begins it, or says something else of it. */
  begin(maintenance: Maintenance): Promise<void>
  /** Whether there was any. */
  end(workspaceId: string): Promise<boolean>
}

export function createMaintenanceRepository(connection: Connection): MaintenanceRepository {
  const maintenances = connection.model<MaintenanceDocument>('Maintenance', maintenanceSchema)

  return atEdge({
    async get(workspaceId: string) {
      const document = await maintenances.findOne({ _id: workspaceId }).lean<MaintenanceDocument>()
      return document && toMaintenance(document)
    },

    async begin({ id, ...maintenance }: Maintenance) {
      await maintenances.updateOne({ _id: id }, { $set: maintenance }, { upsert: true, runValidators: true })
    },

    async end(workspaceId: string) {
      return (await maintenances.deleteOne({ _id: workspaceId })).deletedCount === 1
    },
  })
}

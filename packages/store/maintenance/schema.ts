import type { Maintenance } from '@techdeck/contracts'
import { type Document, entitySchema } from '../schema.ts'

export type MaintenanceDocument = Document<Maintenance>

export const maintenanceSchema = entitySchema<MaintenanceDocument>('maintenance', {
  _id: { type: String, required: true },
  message: { type: String, required: true },
  by: { type: String, required: true },
  since: { type: Date, required: true },
})

export const toMaintenance = ({ _id, message, by, since }: MaintenanceDocument): Maintenance => ({
  id: _id,
  message,
  by,
  since,
})

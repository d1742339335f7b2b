import { entitySchema } from '../schema.ts'

// The log as `@techdeck/audit` keeps it. Batches are the truth and never change; entries stand in them as the bytes that
// leaves commit to.

/** Which log it is of. There is one; naming it lets a query go by an index to a place in it. */
export const LOG = 'main'

/** Entries that wait to be sealed. */
export interface AuditGroupDocument {
  _id: string
  log: string
  entries: Buffer
}
export const auditGroupSchema = entitySchema<AuditGroupDocument>('auditIntake', {
  _id: { type: String, required: true },
  log: { type: String, required: true },
  entries: { type: Buffer, required: true },
})
auditGroupSchema.index({ log: 1, _id: 1 })

export interface AuditBatchDocument {
  /** Number of the first leaf. */
  _id: number
  log: string
  size: number
  entries: Buffer
  keys: string[]
  checkpoint: string
  groups: string[]
  sealedAt: Date
}
export const auditBatchSchema = entitySchema<AuditBatchDocument>('auditBatches', {
  _id: { type: Number, required: true },
  log: { type: String, required: true },
  size: { type: Number, required: true },
  entries: { type: Buffer, required: true },
  keys: { type: [String], required: true },
  checkpoint: { type: String, required: true },
  groups: { type: [String], required: true },
  sealedAt: { type: Date, required: true },
})
auditBatchSchema.index({ log: 1, _id: 1 })
auditBatchSchema.index({ keys: 1, _id: -1 })

export interface AuditTileDocument {
  _id: string
  level: number
  index: number
  /** How many hashes. */
  width: number
  hashes: Buffer
}
export const auditTileSchema = entitySchema<AuditTileDocument>('auditTiles', {
  _id: { type: String, required: true },
  level: { type: Number, required: true },
  index: { type: Number, required: true },
  width: { type: Number, required: true },
  hashes: { type: Buffer, required: true },
})

/** Keys of personal fields, wrapped; without one once it was destroyed. */
export interface AuditSubjectDocument {
  _id: string
  wrapped: string | null
}
export const auditSubjectSchema = entitySchema<AuditSubjectDocument>('auditSubjects', {
  _id: { type: String, required: true },
  wrapped: { type: String, default: null },
})

/** What each witness last cosigned. */
export interface AuditWitnessDocument {
  _id: string
  size: number
  note: string
}
export const auditWitnessSchema = entitySchema<AuditWitnessDocument>('auditWitnesses', {
  _id: { type: String, required: true },
  size: { type: Number, required: true },
  note: { type: String, required: true },
})

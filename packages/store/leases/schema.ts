import { entitySchema } from '../schema.ts'

export interface LeaseDocument {
  /** What is leased. */
  _id: string
  owner: string
  /** By the database's clock. */
  expiresAt: Date
  /** Somebody waits for it. */
  isWanted?: boolean
}

export const leaseSchema = entitySchema<LeaseDocument>('leases', {
  _id: { type: String, required: true },
  owner: { type: String, required: true },
  expiresAt: { type: Date, required: true },
  isWanted: Boolean,
})

import type { SecondFactor } from '@techdeck/contracts'
import { SECOND_FACTOR_STATUSES } from '@techdeck/contracts/names'
import { type Document, entitySchema } from '../schema.ts'

export type SecondFactorDocument = Document<SecondFactor>

export const secondFactorSchema = entitySchema<SecondFactorDocument>('secondFactors', {
  _id: { type: String, required: true },
  status: { type: String, enum: SECOND_FACTOR_STATUSES, required: true },
  secret: { type: String, required: true },
  lastStep: { type: Number, required: true },
  recovery: { type: [String], default: [] },
  createdAt: { type: Date, required: true },
})

export const toSecondFactor = (document: SecondFactorDocument): SecondFactor => ({
  id: document._id,
  status: document.status,
  secret: document.secret,
  lastStep: document.lastStep,
  recovery: document.recovery,
  createdAt: document.createdAt,
})

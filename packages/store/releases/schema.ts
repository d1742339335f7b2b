import type { Release } from '@techdeck/contracts'
import { type Document, entitySchema } from '../schema.ts'

export type ReleaseDocument = Document<Release>

export const releaseSchema = entitySchema<ReleaseDocument>('releases', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  datasetId: { type: String, required: true },
  conversation: { type: String, required: true },
  executionId: { type: String, required: true },
  withheldFor: { type: String, required: true },
  reason: { type: String, required: true },
  releasedBy: { type: String, required: true },
  releasedAt: { type: Date, required: true },
})

// A data set's, which its next runs let through.
releaseSchema.index({ datasetId: 1, _id: 1 })

export const toRelease = ({ _id: id, ...release }: ReleaseDocument): Release => ({ id, ...release })

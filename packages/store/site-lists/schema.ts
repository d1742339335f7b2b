import type { SiteListRecord } from '@techdeck/contracts'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export type SiteListDocument = Document<SiteListRecord>

export const siteListSchema = entitySchema<SiteListDocument>('siteLists', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  name: { type: String, required: true },
  version: { type: Number, required: true },
  sha256: { type: String, required: true },
  counts: { type: Mixed, required: true },
  artifact: { type: String, required: true },
  dataKeyId: { type: String, required: true },
  createdBy: { type: String, required: true },
  createdAt: { type: Date, required: true },
})

// A list's newest version, and all lists of a workspace by their names.
siteListSchema.index({ workspaceId: 1, name: 1, version: -1 })

export const toSiteList = ({ _id: id, ...list }: SiteListDocument): SiteListRecord => ({ id, ...list })

import type { SiteListRecord, SiteListView } from '@techdeck/contracts'

export const toSiteListView = ({
  name,
  version,
  sha256,
  counts,
  createdBy,
  createdAt,
}: SiteListRecord): SiteListView => ({
  name,
  version,
  sha256,
  ...counts,
  created_by: createdBy,
  created_at: createdAt.toISOString(),
})

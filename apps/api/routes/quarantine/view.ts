import type { Mend, MendView } from '@techdeck/contracts'

export const toMendView = ({ status, fixedAt, releasedAt, version }: Mend): MendView => ({
  status,
  fixed_at: fixedAt.toISOString(),
  released_at: releasedAt?.toISOString() ?? null,
  version,
})

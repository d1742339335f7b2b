import type { MappingFields, Mend, MendView } from '@techdeck/contracts'
import type { RowMend } from '@techdeck/pipeline'

type Mapping = NonNullable<RowMend['mapping']>

export const toMendView = ({ status, fixedAt, releasedAt, version }: Mend): MendView => ({
  status,
  fixed_at: fixedAt.toISOString(),
  released_at: releasedAt?.toISOString() ?? null,
  version,
})

/** Members that the wire names otherwise than readers do. */
export const toMapping = ({ utterance_id: utteranceId, ...mapping }: MappingFields): Mapping => ({
  ...mapping,
  ...(utteranceId !== undefined && { utteranceId }),
})

export const toMappingFields = ({ utteranceId, ...mapping }: Mapping): MappingFields => ({
  ...mapping,
  ...(utteranceId !== undefined && { utterance_id: utteranceId }),
})

import type { FoundEntry } from '@techdeck/audit'
import type { AuditLogView } from '@techdeck/contracts'

export const toAuditLogView = (entry: FoundEntry): AuditLogView => ({
  id: entry.id,
  index: entry.index,
  user_id: entry.userId,
  execution_id: entry.executionId,
  operation: entry.operation,
  purpose: entry.purpose,
  data_type: entry.dataType,
  data_id: entry.dataId,
  details: entry.details,
  ip_address: entry.ipAddress,
  email: entry.email ?? null,
  timestamp: entry.timestamp.toISOString(),
})

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

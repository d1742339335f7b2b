import type { Emergency, EmergencyView } from '@techdeck/contracts'
import { isoOrNull } from '../../answers.ts'

export const toEmergencyView = (emergency: Emergency, now: Date): EmergencyView => {
  const { id, datasetId, userId, reason, minutes, status, requestedAt, decidedBy, expiresAt } = emergency
  const isOver = status === 'approved' && expiresAt !== null && expiresAt <= now
  return {
    id,
    dataset_id: datasetId,
    requested_by: userId,
    reason,
    minutes,
    status: isOver ? 'ended' : status,
    requested_at: requestedAt.toISOString(),
    decided_by: decidedBy,
    expires_at: isoOrNull(expiresAt),
  }
}

import { newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'

/**
 * Writes down the end of what ended by itself. The access was over at its time already; the record comes first, so that
 * one that cannot be written comes with the next sweep.
 */
export async function sweepEmergencies({
  emergencies,
  audit,
  clock,
}: Pick<ApiDeps, 'emergencies' | 'audit' | 'clock'>): Promise<void> {
  for (const { id, workspaceId, userId, datasetId, reason, expiresAt } of await emergencies.expired(clock.now())) {
    await audit.append({
      id: newId(),
      workspaceId,
      userId,
      executionId: null,
      operation: 'emergency.expire',
      purpose: reason,
      dataType: 'emergency',
      dataId: datasetId,
      details: { emergency: id, expired_at: expiresAt?.toISOString() ?? null },
      ipAddress: null,
      timestamp: clock.now(),
    })
    await emergencies.move(id, 'approved', 'ended')
  }
}

import type { KeyRotation, KeyRotationView, KeysView } from '@techdeck/contracts'
import type { ApiDeps } from '../../deps.ts'

export type KeyDeps = Pick<ApiDeps, 'keys' | 'keyRing' | 'keyRotations'>

export const toRotationView = (rotation: KeyRotation): KeyRotationView => ({
  id: rotation.id,
  kek_id: rotation.kekId,
  status: rotation.status,
  total: Math.max(rotation.total, rotation.done + rotation.failed),
  done: rotation.done,
  failed: rotation.failed,
  started_by: rotation.startedBy,
  started_at: rotation.startedAt.toISOString(),
  finished_at: rotation.finishedAt?.toISOString() ?? null,
})

/** Versions with what each wraps now. */
export async function keysView({ keys, keyRing, keyRotations }: KeyDeps): Promise<KeysView> {
  const [versions, rotation] = await Promise.all([keyRing.versions(), keyRotations.latest()])
  const counts = await Promise.all(versions.map(({ id }) => keys.count(id)))
  return {
    versions: versions.map(({ id, kept, isCurrent, createdAt }, at) => ({
      id,
      kept,
      current: isCurrent,
      created_at: createdAt?.toISOString() ?? null,
      data_keys: counts[at],
    })),
    rotation: rotation && toRotationView(rotation),
  }
}

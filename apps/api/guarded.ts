import type { ArtifactStore } from '@techdeck/artifacts'
import { ResourceError } from '@techdeck/core'
import type { ErrorRecoveryManager, GuardSettings } from '@techdeck/pipeline'
import type { Store } from '@techdeck/store'

/** While the database is away each call would wait for it; whoever asks is told so as before, only at once. */
const MONGO: GuardSettings = {
  longestPauseMs: 1000,
  whileOpen: (dependency, retryAfter) =>
    new ResourceError('The database is not there right now.', { details: { dependency }, retryAfter }),
}

/** The same store, whose repositories are left alone while the database does not answer. Its own methods are not. */
export function guardStore(recovery: ErrorRecoveryManager, store: Store): Store {
  const guarded = Object.entries(store as unknown as Record<string, unknown>).map(([name, part]) => {
    if (typeof part !== 'object' || part === null) return [name, part]
    return [name, recovery.guard('mongo', part, Object.keys(part) as never[], MONGO)]
  })
  return Object.fromEntries(guarded) as Store
}

/** The same store, which is not written to while it takes nothing, nor read while it gives nothing: a full disk can be read. */
export function guardArtifacts(recovery: ErrorRecoveryManager, artifacts: ArtifactStore): ArtifactStore {
  const readable = recovery.guard('artifacts to read', artifacts, ['open'])
  return recovery.guard('artifacts to write', readable, ['write'])
}

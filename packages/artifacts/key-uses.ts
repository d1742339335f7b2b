import { STAGES } from '@techdeck/contracts/names'
import type { ArtifactStore } from './artifact-store.ts'

/** How artifacts are sealed, for the audit log. */
export const ENCRYPTION_METHOD = 'AES-256-GCM'

/** What was encrypted or decrypted under a data set's key, of one kind, since it was last asked. */
export interface KeyUse {
  operation: 'encrypt' | 'decrypt'
  datasetId: string
  /** The run that it is of, where it is of one. */
  executionId: string | null
  /** The stage that made it, or `uploads`, `inspection`, `mends` … */
  dataType: string
  artifacts: number
  /** Of plain text; all of an artifact, once it was opened. */
  bytes: number
}

/** One use, as the store sees it. */
export interface Used {
  operation: KeyUse['operation']
  key: string
  datasetId: string
  bytes: number
}

/** What a use is of, by the key of its artifact. */
export function keyUseOf({ operation, key, datasetId, bytes }: Used): KeyUse {
  const [, part = '', stage] = key.split('/')
  const isOfRun = STAGES.some((name) => name === stage)
  return {
    operation,
    datasetId,
    executionId: isOfRun ? part : null,
    dataType: isOfRun ? stage : part.split('.')[0],
    artifacts: 1,
    bytes,
  }
}

/** Adds up uses of keys. */
export class KeyUses {
  readonly #uses = new Map<string, KeyUse>()

  add(used: Used): void {
    const use = keyUseOf(used)
    const id = [use.operation, use.datasetId, use.executionId, use.dataType].join('|')
    const sum = this.#uses.get(id)
    if (!sum) return void this.#uses.set(id, use)
    sum.artifacts += use.artifacts
    sum.bytes += use.bytes
  }

  /** All since the last call. */
  take(): KeyUse[] {
    const uses = [...this.#uses.values()]
    this.#uses.clear()
    return uses
  }
}

/**
 * The same store, but `used` is told of each artifact that is opened or was written, before whoever asked for it gets it:
 * when `used` throws, nothing is given.
 */
export function observeKeyUse(store: ArtifactStore, used: (use: Used) => void | Promise<void>): ArtifactStore {
  return {
    ...store,
    async write(key, dataKey, chunks) {
      const written = await store.write(key, dataKey, chunks)
      await used({ operation: 'encrypt', key, datasetId: dataKey.datasetId, bytes: written.sizeBytes })
      return written
    },
    async open(key, dataKey) {
      const reader = await store.open(key, dataKey)
      try {
        await used({ operation: 'decrypt', key, datasetId: dataKey.datasetId, bytes: reader.size })
        return reader
      } catch (error) {
        await reader.close()
        throw error
      }
    },
  }
}

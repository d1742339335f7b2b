import { STAGES } from '@techdeck/contracts'
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

/** Adds up uses of keys. */
export class KeyUses {
  readonly #uses = new Map<string, KeyUse>()

  add({
    operation,
    key,
    datasetId,
    bytes,
  }: {
    operation: KeyUse['operation']
    key: string
    datasetId: string
    bytes: number
  }): void {
    const [, part = '', stage] = key.split('/')
    const isOfRun = STAGES.some((name) => name === stage)
    const use: KeyUse = {
      operation,
      datasetId,
      executionId: isOfRun ? part : null,
      dataType: isOfRun ? stage : part.split('.')[0],
      artifacts: 0,
      bytes: 0,
    }
    const id = [operation, datasetId, use.executionId, use.dataType].join('|')
    const sum = this.#uses.get(id) ?? use
    sum.artifacts++
    sum.bytes += bytes
    this.#uses.set(id, sum)
  }

  /** All since the last call. */
  take(): KeyUse[] {
    const uses = [...this.#uses.values()]
    this.#uses.clear()
    return uses
  }
}

/** The same store, but `used` is told of each artifact that is opened or was written. */
export function observeKeyUse(store: ArtifactStore, used: (use: Parameters<KeyUses['add']>[0]) => void): ArtifactStore {
  return {
    ...store,
    async write(key, dataKey, chunks) {
      const written = await store.write(key, dataKey, chunks)
      used({ operation: 'encrypt', key, datasetId: dataKey.datasetId, bytes: written.sizeBytes })
      return written
    },
    async open(key, dataKey) {
      const reader = await store.open(key, dataKey)
      used({ operation: 'decrypt', key, datasetId: dataKey.datasetId, bytes: reader.size })
      return reader
    },
  }
}

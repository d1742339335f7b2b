import { randomBytes } from 'node:crypto'
import { DecryptionError, createLogger, newId } from '@techdeck/core'
import type { LocalOptions } from '../local.ts'
import type { DataKey, KeyRing } from '../ports.ts'

export { MemoryArtifacts, readerOf } from '../memory/artifacts.ts'

export const silent = createLogger('test', { level: 'silent' })
export const testKey: DataKey = { id: 'key', datasetId: 'dataset', key: new Uint8Array(32) }

const KEY_BYTES = 32

/** A key ring that wraps nothing. */
export const testKeyRing = {
  pseudonymKey: new Uint8Array(KEY_BYTES).fill(7),
  async unwrap({ id, datasetId, wrapped }) {
    if (wrapped.length !== KEY_BYTES) throw new DecryptionError('A data key does not unwrap.')
    return { id, datasetId, key: wrapped }
  },
  async newDataKey(datasetId) {
    const id = newId()
    const key = new Uint8Array(randomBytes(KEY_BYTES))
    return {
      dataKey: { id, datasetId, key },
      wrapped: { id, datasetId, kekId: 'kek', wrapped: key, createdAt: new Date() },
    }
  },
} satisfies LocalOptions['keyRing'] & KeyRing

import { sealedStoreConformance } from '../conformance.ts'
import { createMemoryStore } from './memory-store.ts'

sealedStoreConformance('memory', async () => {
  const sealed = new Map<string, { bytes: Uint8Array; modifiedAt: Date }>()
  return {
    store: createMemoryStore(sealed),
    readRaw: async (key) => sealed.get(key)?.bytes ?? new Uint8Array(0),
    writeRaw: async (key, bytes) => void sealed.set(key, { bytes, modifiedAt: new Date() }),
  }
})

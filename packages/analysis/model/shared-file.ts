import { readFileSync } from 'node:fs'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { isWeights, shareWeights } from './weights.ts'

/**
 * The bytes of a file that ships, read once for this thread and all that it starts from then on: they see the same
 * memory. Weights have the room behind them that opening them needs.
 */
export function sharedFile(path: string): Uint8Array<SharedArrayBuffer> {
  const key = `techdeck.file:${path}`
  let shared = getEnvironmentData(key) as Uint8Array<SharedArrayBuffer> | undefined
  if (!shared) {
    const bytes = readFileSync(path)
    shared = isWeights(bytes) ? shareWeights(bytes) : copyOf(bytes)
    setEnvironmentData(key, shared)
  }
  return shared
}

function copyOf(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}

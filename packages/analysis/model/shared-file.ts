import { readFileSync } from 'node:fs'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { sharedRoom } from '../kernel/kernel.ts'
import { isWeights, shareWeights } from './weights.ts'

/**
 * The bytes of a file that ships, read once for this thread and all that it starts from then on: they see the same
 * memory. Weights have the room behind them that opening them needs.
 */
export function sharedFile(path: string): Uint8Array<SharedArrayBuffer> {
  const key = `techdeck.file:${path}`
  const known = getEnvironmentData(key) as [at: number, length: number] | undefined
  if (known) return sharedRoom().bytes(...known)
  const bytes = readFileSync(path)
  const shared = isWeights(bytes) ? shareWeights(bytes) : sharedRoom().copyOf(bytes)
  setEnvironmentData(key, [shared.byteOffset, shared.length])
  return shared
}

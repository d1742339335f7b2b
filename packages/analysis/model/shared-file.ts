import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

/** The bytes of a file that ships, read once for this thread and all that it starts from then on: they see the same memory. */
export function sharedFile(path: string): Uint8Array {
  const key = `techdeck.file:${basename(path)}`
  let shared = getEnvironmentData(key) as SharedArrayBuffer | undefined
  if (!shared) {
    const bytes = readFileSync(path)
    shared = new SharedArrayBuffer(bytes.length)
    new Uint8Array(shared).set(bytes)
    setEnvironmentData(key, shared)
  }
  return new Uint8Array(shared)
}

import { join } from 'node:path'
import { sha256 } from '@techdeck/core'
import { textOf } from './durable-file.ts'

/** What was seen of a log by somebody who comes again. */
export interface Remembered {
  /** The log's key. */
  verifier: string
  /** The newest checkpoint that held. */
  checkpoint: string
}

/** Where it is remembered what the log of an API showed. */
export const rememberedFile = (home: string, apiUrl: string): string =>
  join(home, 'audit', `${sha256(apiUrl).slice(0, 16)}.json`)

export async function readRemembered(path: string): Promise<Remembered | null> {
  const text = await textOf(path)
  if (text === null) return null
  const { verifier, checkpoint } = JSON.parse(text) as Partial<Remembered>
  return typeof verifier === 'string' && typeof checkpoint === 'string' ? { verifier, checkpoint } : null
}

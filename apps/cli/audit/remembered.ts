import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256 } from '@techdeck/core'

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
  try {
    const { verifier, checkpoint } = JSON.parse(await readFile(path, 'utf8')) as Partial<Remembered>
    return typeof verifier === 'string' && typeof checkpoint === 'string' ? { verifier, checkpoint } : null
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null
    throw error
  }
}

/** Whole or not at all, and on the disk when it returns. */
export async function writeDurably(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomUUID()}`
  {
    await using file = await open(temporary, 'wx', 0o600)
    await file.writeFile(text)
    await file.sync()
  }
  await rename(temporary, path)
  await using folder = await open(dirname(path))
  await folder.sync()
}

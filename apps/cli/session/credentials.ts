import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConflictError, delay } from '@techdeck/core'
import { z } from 'zod'
import { codeOf } from '../local/error-code.ts'

const Credentials = z.object({
  version: z.literal(1),
  /** Tokens are sent to this address alone. */
  api_url: z.string(),
  email: z.string(),
  access_token: z.string(),
  access_expires_at: z.string(),
  /** Each use replaces it. */
  refresh_token: z.string(),
})
/** What `techdeck login` keeps. */
export type Credentials = z.infer<typeof Credentials>

export const credentialsFile = (home: string): string => join(home, 'credentials.json')

/** What was kept; `null` when nobody signed in, or what is there cannot be understood. */
export async function readCredentials(file: string): Promise<Credentials | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return Credentials.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Keeps credentials, whole or not at all, readable by their owner alone. */
export async function writeCredentials(file: string, credentials: Credentials): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const part = `${file}.${process.pid}.part`
  await writeFile(part, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(part, file)
}

export const removeCredentials = (file: string): Promise<void> => rm(file, { force: true })

const STALE_MS = 30_000
const PATIENCE_MS = 20_000

/**
 * Lets one process at a time renew credentials: a refresh token that is used twice ends the session. A lock that is
 * older than 30 s was left by a process that is gone.
 */
export async function withCredentialsLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`
  const deadline = Date.now() + PATIENCE_MS
  while (!(await take(lock))) {
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > STALE_MS) await rm(lock, { force: true })
    else if (Date.now() > deadline) throw new ConflictError(`Another techdeck holds ${lock}. Remove it if none runs.`)
    else await delay(50)
  }
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600)
    await file.close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { delay, ResourceError } from '@techdeck/core'
import { errorField } from './error-fields.ts'
import { isAlive } from './processes.ts'

/**
 * Runs `install` while no other process installs into `folder`. A lock whose owner is gone is taken over.
 *
 * @throws {@link ResourceError} when another process holds the lock for ten minutes.
 */
export async function withInstallLock<T>(folder: string, install: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true })
  const lock = join(folder, '.install.lock')
  await take(lock)
  try {
    return await install()
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

async function take(lock: string): Promise<void> {
  const deadline = Date.now() + 600_000
  while (!(await tryTake(lock))) {
    const owner = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => ''))
    if (owner > 0 && !isAlive(owner)) await rm(lock, { recursive: true, force: true })
    else if (Date.now() > deadline)
      throw new ResourceError(`${lock} is held by another process. Remove it if nothing is installing.`)
    else await delay(200)
  }
}

async function tryTake(lock: string): Promise<boolean> {
  try {
    await mkdir(lock)
    await writeFile(join(lock, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (errorField(error, 'code') === 'EEXIST') return false
    throw error
  }
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ResourceError } from '@techdeck/core'
import type { DevstackEnv } from '../env.ts'
import { errorField } from './error-fields.ts'
import { findOnPath } from './on-path.ts'

const run = promisify(execFile)
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'] as const

/**
 * A Python 3.10 to 3.13 that can make virtual environments: `TECHDECK_PYTHON`, else the newest on PATH.
 *
 * @throws {@link ResourceError} that says what was found instead and what to set.
 */
export async function findPython({ python, path }: Pick<DevstackEnv, 'python' | 'path'>): Promise<string> {
  const rejected: string[] = []
  for (const name of python === undefined ? NAMES : [python]) {
    const file = name.includes('/') ? name : await findOnPath([name], path)
    if (file === null) continue
    const problem = await problemOf(file)
    if (problem === null) return file
    rejected.push(`${name}: ${problem}`)
  }
  const found = rejected.length > 0 ? ` Found ${rejected.join('; ')}.` : ' Found none.'
  throw new ResourceError(
    `A Python 3.10 to 3.13 with venv is needed for the embedded servers.${found} ` +
      'Install one, name it by TECHDECK_PYTHON, or set REDIS_URL and MONGODB_URI to servers of yours.',
    { details: { found: rejected } },
  )
}

async function problemOf(file: string): Promise<string | null> {
  const script = 'import sys; print(*sys.version_info[:2]); import venv, ensurepip'
  try {
    const { stdout } = await run(file, ['-c', script], { timeout: 10_000 })
    const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number)
    return major === 3 && minor >= 10 && minor <= 13 ? null : `it is ${major}.${minor}`
  } catch (error) {
    const version = errorField(error, 'stdout') ?? ''
    return version.trim() === ''
      ? 'it does not run'
      : 'it has no venv or ensurepip (on Debian: apt install python3-venv)'
  }
}

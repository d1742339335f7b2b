import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ResourceError, sha256 } from '@techdeck/core'
import type { DevstackEnv } from '../env.ts'
import { errorField } from '../servers/error-fields.ts'
import { withInstallLock } from '../servers/install-lock.ts'
import { findPython } from '../servers/python.ts'

const run = promisify(execFile)
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt')

type PythonEnv = Pick<DevstackEnv, 'tools' | 'python' | 'path'>

/**
 * A Python with pandas, pyarrow, datasets, DuckDB and mlcroissant, for tests that read exports as people do, and with what
 * the Python client needs.
 *
 * @returns its path
 * @throws what {@link pythonWith} throws
 */
export const pythonWithTools = (env: PythonEnv, say?: (line: string) => void): Promise<string> =>
  pythonWith(
    env,
    {
      name: 'python-tools',
      requirements: REQUIREMENTS,
      what: 'pandas, pyarrow, datasets, DuckDB, mlcroissant and httpx',
    },
    say,
  )

/**
 * A Python with packages: at first, and when `requirements` have changed, they are installed into an environment of the
 * tools folder.
 *
 * @returns its path
 * @throws {@link ResourceError} that says why there is none: no usable Python, or a registry that does not answer
 */
export async function pythonWith(
  env: PythonEnv,
  { name, requirements, what }: { name: string; requirements: string; what: string },
  say: (line: string) => void = () => {},
): Promise<string> {
  const venv = join(env.tools, name)
  const python = join(venv, 'bin', 'python')
  const stamp = join(venv, `.${sha256(await readFile(requirements)).slice(0, 16)}`)
  if (await exists(stamp)) return python
  return withInstallLock(env.tools, async () => {
    if (await exists(stamp)) return python
    say(`installing ${what}, once`)
    await run(await findPython(env), ['-m', 'venv', venv], { timeout: 120_000 })
    try {
      const args = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', '-r', requirements]
      await run(python, args, { timeout: 900_000 })
    } catch (cause) {
      const lines = (errorField(cause, 'stderr') ?? '').trim().split('\n')
      throw new ResourceError(`pip could not install ${what}: ${lines.at(-1)}`, { cause })
    }
    await writeFile(stamp, '')
    return python
  })
}

/** Runs a Python program and gives what it printed as JSON. @throws {@link ResourceError} with the end of what it complained of */
export async function runPython<T>(
  python: string,
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<T> {
  try {
    // Nothing of a test asks the network, whatever a library would like to.
    const offline = { HF_HUB_OFFLINE: '1', HF_DATASETS_OFFLINE: '1', PYTHONDONTWRITEBYTECODE: '1' }
    const environment = { ...process.env, ...offline, ...more }
    const { stdout } = await run(python, [program, ...args], {
      env: environment,
      timeout: 120_000,
      maxBuffer: 64 << 20,
    })
    return JSON.parse(stdout) as T
  } catch (cause) {
    const lines = (errorField(cause, 'stderr') ?? String(cause)).trim().split('\n')
    throw new ResourceError(`${program}: ${lines.slice(-8).join('\n')}`, { cause })
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pythonWithTools, readDevstackEnv } from '@techdeck/devstack'

const run = promisify(execFile)
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt')

/**
 * The Python named by TECHDECK_BENCH_PYTHON, else one of its own in the tools folder, into which Presidio is installed at
 * the first use; `python3` where that does not work, which is said.
 */
export async function findPython(say: (line: string) => void): Promise<string> {
  const named = process.env.TECHDECK_BENCH_PYTHON
  if (named !== undefined) return named
  try {
    const env = readDevstackEnv(process.env)
    const venv = join(env.tools, 'presidio')
    const python = join(venv, 'bin', 'python')
    if (existsSync(python)) return python
    const tools = await pythonWithTools(env, say)
    say('installing Presidio and spaCy, once')
    const unfinished = `${venv}.${process.pid}`
    try {
      await run(tools, ['-m', 'venv', unfinished])
      const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', '-r', REQUIREMENTS]
      await run(join(unfinished, 'bin', 'python'), pip, { timeout: 900_000 })
      // Nothing of it is called by its scripts, whose first lines name the folder.
      await rename(unfinished, venv)
    } finally {
      await rm(unfinished, { recursive: true, force: true })
    }
    return python
  } catch (error) {
    say(`Presidio may be missing: ${String(error)}`)
    return 'python3'
  }
}

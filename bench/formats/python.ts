import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pythonWithTools, readDevstackEnv } from '@techdeck/devstack'
import { say } from './run.ts'

const run = promisify(execFile)

/** The Python named by TECHDECK_BENCH_PYTHON, else that of the tools folder with what peers need beside what it has. */
export async function findPython(): Promise<string> {
  const named = process.env.TECHDECK_BENCH_PYTHON
  if (named !== undefined) return named
  try {
    const python = await pythonWithTools(readDevstackEnv(process.env), say)
    const requirements = join(import.meta.dirname, 'requirements.txt')
    await run(python, ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', '-r', requirements])
    return python
  } catch (error) {
    say(`peers may be missing: ${String(error)}`)
    return 'python3'
  }
}

import { join } from 'node:path'
import { pythonWith, readDevstackEnv } from '@techdeck/devstack'

/**
 * The Python named by TECHDECK_BENCH_PYTHON, else one of its own with Presidio and spaCy; `python3` where that cannot be
 * had, which is said.
 */
export async function findPython(say: (line: string) => void): Promise<string> {
  const named = process.env.TECHDECK_BENCH_PYTHON
  if (named !== undefined) return named
  const requirements = join(import.meta.dirname, 'requirements.txt')
  try {
    const what = { name: 'presidio', requirements, what: 'Presidio and spaCy' }
    return await pythonWith(readDevstackEnv(process.env), what, say)
  } catch (error) {
    say(`Presidio may be missing: ${String(error)}`)
    return 'python3'
  }
}

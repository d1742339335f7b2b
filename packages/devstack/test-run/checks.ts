import { join } from 'node:path'
import { run, type RunOptions } from './command.ts'

interface SourceCheck {
  name: string
  command: string
  args: (paths: readonly string[]) => string[]
}

const EVERYTHING = ['.']
const SOURCE_CHECKS: readonly SourceCheck[] = [
  { name: 'format', command: 'oxfmt', args: (paths) => ['--check', ...(paths.length > 0 ? paths : EVERYTHING)] },
  {
    name: 'lint',
    command: 'oxlint',
    args: (paths) => ['--type-aware', '--deny-warnings', ...(paths.length > 0 ? paths : EVERYTHING)],
  },
  { name: 'types', command: 'tsc', args: () => ['-p', 'tsconfig.json'] },
  // A browser has other globals.
  { name: 'types of the page', command: 'tsc', args: () => ['--noEmit', '-p', 'apps/web'] },
]

export interface CheckResult {
  name: string
  passed: boolean
}

/** Format, lint and types of the sources; with `paths`, format and lint of those alone. Each runs, whatever the others say. */
export async function checkSources(
  paths: readonly string[],
  options: RunOptions,
  say: (line: string) => void,
): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (const { name, command, args } of SOURCE_CHECKS) {
    const began = performance.now()
    const code = await run(join(options.root, 'node_modules', '.bin', command), args(paths), options)
    results.push({ name, passed: code === 0 })
    say(`${code === 0 ? 'PASS' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  }
  return results
}

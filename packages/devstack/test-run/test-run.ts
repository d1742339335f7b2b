import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkSources } from './checks.ts'
import type { RunOptions } from './command.ts'
import { coverageLines, isEnough, measureCoverage } from './coverage.ts'
import { type Counts, runJest } from './jest-run.ts'

export interface TestRunOptions extends RunOptions {
  /** `fast`: what needs no server; `full`: also the long tests, and coverage. */
  level: 'fast' | 'standard' | 'full'
  coverage: boolean
  /** Only tests whose path contains one of these; all when empty. */
  paths: readonly string[]
  say: (line: string) => void
}

/** Checks the sources, runs the tests and measures coverage where asked; each check counts as one test. */
export async function runTests({ level, coverage, paths, say, ...run }: TestRunOptions): Promise<Counts> {
  const scratch = await mkdtemp(join(tmpdir(), 'techdeck-tests-'))
  try {
    const checks = await checkSources(paths, run, say)
    const coverageDir = coverage ? join(scratch, 'coverage') : undefined
    const tests = await runJest(
      { paths, unitOnly: level === 'fast', long: level === 'full', scratch, coverageDir },
      run,
    )
    const covered = coverageDir === undefined ? [] : await measureCoverage(coverageDir, run.root)
    for (const line of coverageLines(covered)) say(line)
    const all = [...checks.map((check) => check.passed), ...covered.map(isEnough)]
    return {
      passed: tests.passed + all.filter(Boolean).length,
      failed: tests.failed + all.filter((passed) => !passed).length,
      skipped: tests.skipped,
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

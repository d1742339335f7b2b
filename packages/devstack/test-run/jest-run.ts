import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { run, type RunOptions } from './command.ts'

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  /** Files that could not be loaded, so none of their tests is counted. */
  numRuntimeErrorTestSuites: z.int(),
})

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export interface JestOptions {
  /** Regular expressions over paths of tests; all when empty. */
  paths: readonly string[]
  /** Only tests that need no server. */
  unitOnly: boolean
  /** Also the ones named `*.long.test.ts`. */
  long: boolean
  /** A folder to write coverage to; none is gathered when absent. */
  coverageDir?: string
  /** A folder that can be thrown away. */
  scratch: string
}

/** Runs jest over the whole repository; a file that cannot be loaded counts as one failed test. */
export async function runJest(options: JestOptions, { root, environment, signal }: RunOptions): Promise<Counts> {
  const outputFile = join(options.scratch, 'jest.json')
  const args = [
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    ...options.paths,
    '--json',
    `--outputFile=${outputFile}`,
    '--passWithNoTests',
    // A handle that a test left open must not hold up everything; jest still says that there is one.
    '--forceExit',
    ...(options.unitOnly ? ['--selectProjects', 'unit'] : []),
    ...(options.coverageDir === undefined ? [] : coverageArgs(options.coverageDir, options.paths)),
  ]
  const own = {
    ...environment,
    NODE_OPTIONS: [environment['NODE_OPTIONS'], '--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
      .filter(Boolean)
      .join(' '),
    ...(options.long && { TECHDECK_LONG_TESTS: '1' }),
    // Code from the compile cache has no precise coverage.
    ...(options.coverageDir !== undefined && {
      TECHDECK_COVERAGE_DIR: join(options.coverageDir, 'v8'),
      NODE_DISABLE_COMPILE_CACHE: '1',
    }),
  }
  const code = await run(process.execPath, args, { root, environment: own, signal })
  return counted(outputFile, code)
}

async function counted(outputFile: string, exitCode: number): Promise<Counts> {
  const text = await readFile(outputFile, 'utf8').catch(() => null)
  // Jest itself failed, in a global setup for instance.
  if (text === null) return { passed: 0, failed: 1, skipped: 0 }
  const report = Report.parse(JSON.parse(text))
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function coverageArgs(folder: string, paths: readonly string[]): string[] {
  // `packages/core/hash.test.ts` asks for the coverage of `packages/core`.
  const homes = new Set(paths.map((path) => path.split('/').slice(0, 2).join('/')))
  const measured = homes.size === 0 ? ['{apps,packages}/*'] : [...homes]
  return [
    '--coverage',
    '--coverageProvider=babel',
    '--coverageReporters=json',
    `--coverageDirectory=${join(folder, 'jest')}`,
    ...measured.map((home) => `--collectCoverageFrom=${home}/**/*.ts`),
    '--collectCoverageFrom=!**/*.test.ts',
    '--collectCoverageFrom=!**/{testing,conformance,fixtures,node_modules}/**',
    '--collectCoverageFrom=!packages/devstack/jest/**',
    // These run in a browser, where a walk through the page tests them.
    '--collectCoverageFrom=!apps/web/{app,features}/**',
    '--collectCoverageFrom=!apps/web/**/*.config.ts',
  ]
}

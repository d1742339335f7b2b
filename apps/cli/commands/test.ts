import type { CliCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

interface TestOptions {
  fast?: boolean
  full?: boolean
  coverage?: boolean
}

export const command: CliCommand = {
  summary: 'Check the sources and run the tests',
  needsTree: true,
  define(program, { out, environment, root, signal, exit }) {
    program
      .argument('[paths...]', 'only these folders or files')
      .option('--fast', 'only what needs no server')
      .option('--full', 'also the long tests, and coverage')
      .option('--coverage', 'measure coverage: at least 80 % of the lines of each package')
      .action(async (paths: string[], { fast, full, coverage = full ?? false }: TestOptions) => {
        const { runTests } = await import('@techdeck/devstack/test-run')
        const level = full ? 'full' : fast ? 'fast' : 'standard'
        const say = (line: string) => out.line(line)
        const { passed, failed, skipped } = await runTests({ level, coverage, paths, say, environment, root, signal })
        out.line(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
        if (failed > 0) exit(EXIT.failed)
      })
  },
}

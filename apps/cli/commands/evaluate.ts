import type { CliCommand } from '../command.ts'
import { runScript } from '../run-script.ts'

interface Options {
  data?: string
  suite?: string[]
  json?: boolean
  report?: string
}

export const command: CliCommand = {
  summary: 'Measure every detector on labelled files; the last line with --json is JSON',
  needsTree: true,
  define(program, { root, signal, exit }) {
    program
      .option('--data <dir>', 'folder of labelled files; TECHDECK_DATA or ../shared/data when not said')
      .option('--suite <names...>', 'suites to run, such as therapy/annomi_utterances.talk; all when not said')
      .option('--json', 'print one JSON value')
      .option('--report <file>', 'also write a page with confusions, calibration and errors; it quotes the texts')
      .action(async ({ data, suite = [], json, report }: Options) => {
        const args = [
          ...(data ? ['--data', data] : []),
          ...suite.flatMap((name) => ['--suite', name]),
          ...(json ? ['--json'] : []),
          ...(report ? ['--report', report] : []),
        ]
        exit(await runScript(root, 'packages/analysis/evaluate/main.ts', args, signal))
      })
  },
}

import { Argument } from 'commander'
import type { CliCommand } from '../command.ts'
import { runScript } from '../run-script.ts'

const BENCHMARKS = [
  'analysis',
  'audit',
  'backup',
  'quality',
  'pipeline',
  'flow',
  'events',
  'upload',
  'formats',
  'scaling',
  'load',
]

export const command: CliCommand = {
  summary: 'Measure against a peer or a limit in the same run; the last line is JSON',
  needsTree: true,
  define(program, { root, signal, exit }) {
    program
      .addArgument(new Argument('<name>', 'what to measure').choices(BENCHMARKS))
      .argument('[options...]', 'passed on to the benchmark, such as --conversations 4000')
      .allowUnknownOption()
      .action(async (name: string, options: string[]) => {
        exit(await runScript(root, `bench/${name}.ts`, options, signal))
      })
  },
}

import type { CliCommand } from '../command.ts'
import { runScript } from '../run-script.ts'

export const command: CliCommand = {
  summary: 'Train the models that ship from labelled files; write weights and cards',
  needsTree: true,
  define(program, { root, signal, exit }) {
    program
      .argument('[models...]', 'which models; all when none is named')
      .option('--only <models...>', 'the same')
      .option('--data <dir>', 'folder of labelled files; TECHDECK_DATA or ../shared/data when not said')
      .option('--dry', 'say how they do and write nothing')
      .action(async (models: string[], { only = [], data, dry }: { only?: string[]; data?: string; dry?: boolean }) => {
        const args = [...models, ...only, ...(data ? ['--data', data] : []), ...(dry ? ['--dry'] : [])]
        exit(await runScript(root, 'tools/train/main.ts', args, signal))
      })
  },
}
